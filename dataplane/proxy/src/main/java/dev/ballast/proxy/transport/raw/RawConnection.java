package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.tls.Security;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.Securing;
import dev.ballast.proxy.transport.Volume;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is a descriptor.
 *
 * <p>Epoll tells each change once. So a connection that is not read, because it is paused or because others want their turn, remembers that there is
 * something ({@code readable}) and goes on by itself; what is not read stays in the kernel. A read that fills less than its room has emptied the
 * kernel's buffer, unless the peer's end stands behind it ({@code endInSight}): it costs no second call to find that out.
 *
 * <p>A peer may send an answer and break the connection while we still write: what it sent is handed over before the break is told.
 */
final class RawConnection implements Connection, Descriptor.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(RawConnection.class);

    private static final int READS_A_TURN = 4;

    private final RawLoop loop;
    private final Descriptor descriptor;
    private final InetSocketAddress remote;
    private final Output output;
    private final @Nullable Runnable whenClosed;
    private @Nullable ConnectionHandler handler;
    private @Nullable Passage passage;
    private @Nullable HeldBytes unread;

    private Life life = Life.OPEN;
    private boolean settled;
    private boolean reset;
    private boolean paused;
    private boolean readable;
    private boolean endInSight;
    private boolean inputEnded;
    private boolean inTurn;
    private boolean turnDue;
    private boolean outputEnding;
    private boolean outputBroken;
    private boolean waitsToWrite;

    private enum Life {
        OPEN,
        /** What was written still goes out; nothing is heard any more. */
        LEAVING,
        /** Closed for everybody here; the descriptor is given up at the end of the loop's turn. */
        CLOSING,
        CLOSED
    }

    /**
     * @param descriptor is or becomes registered with the loop
     * @param whenClosed told after the handler, if anybody wants to know
     */
    private RawConnection(RawLoop loop, Descriptor descriptor, InetSocketAddress remote, @Nullable Runnable whenClosed) {
        this.loop = loop;
        this.descriptor = descriptor;
        this.remote = remote;
        this.whenClosed = whenClosed;
        this.output = new Output(descriptor, loop, this::outputBroke);
        descriptor.watcher(this);
    }

    /** One that a client has made: it is new. */
    static RawConnection accepted(RawLoop loop, Descriptor descriptor, InetSocketAddress remote, Runnable whenClosed) {
        return new RawConnection(loop, descriptor, remote, whenClosed);
    }

    /** One that was made here. */
    static RawConnection dialled(RawLoop loop, Descriptor descriptor, InetSocketAddress remote) {
        RawConnection dialled = new RawConnection(loop, descriptor, remote, null);
        dialled.settled = true;
        return dialled;
    }

    // ---- What the conversation calls

    @Override
    public Loop loop() {
        return loop.loop();
    }

    @Override
    public InetSocketAddress localAddress() {
        return descriptor.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void expect(Volume volume) {
        if (volume == Volume.STREAM) {
            descriptor.keepsUnsent();
        }
    }

    @Override
    public void handler(ConnectionHandler next) {
        handler = next;
    }

    @Override
    public void mayPassTo(Connection other) {
        passage = other instanceof RawConnection to && to.loop == loop && loop.splicing() != Splicing.NEVER
                ? new Passage(to.output, loop.splicing())
                : null;
    }

    @Override
    public void settle() {
        settled = true;
    }

    @Override
    public void unread(byte[] bytes) {
        HeldBytes first = HeldBytes.of(bytes);
        HeldBytes next = unread;
        if (next != null) {
            first.add(next, 0, next.length());
        }
        unread = first;
        readLater();
    }

    @Override
    public boolean securable() {
        return false;
    }

    @Override
    public void secure(Security security, Securing then) {
        throw new IllegalStateException("a connection that was accepted as one that stays plain");
    }

    @Override
    public void giveUpAfter(long millis) {
        if (life == Life.OPEN) {
            descriptor.userTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        }
    }

    @Override
    public boolean timedOut() {
        return descriptor.timedOut();
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        output.write(from, offset, count);
    }

    @Override
    public void write(Received from, int offset, int count) {
        if (from instanceof HeldBytes held) {
            held.writeTo(this, offset, count);
        } else {
            output.write(from, offset, count);
        }
    }

    @Override
    public void flush() {
        output.flush();
        if (waitsToWrite && output.roomAgain()) {
            loop.execute(this::tellWritable, this);
        }
    }

    @Override
    public long written() {
        return output.written();
    }

    @Override
    public long pending() {
        return output.pending();
    }

    @Override
    public long progress() {
        return output.written() - output.pending();
    }

    @Override
    public boolean writable() {
        waitsToWrite = output.full();
        return !waitsToWrite;
    }

    @Override
    public boolean isOpen() {
        return life == Life.OPEN && !outputBroken;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        readLater();
    }

    @Override
    public void endOutput() {
        if (life == Life.OPEN && !outputEnding) {
            outputEnding = true;
            output.flushLast();
            allTaken();
        }
    }

    @Override
    public void closeAfterWrites() {
        if (life == Life.OPEN) {
            life = Life.LEAVING;
            output.flushLast();
            allTaken();
        }
    }

    @Override
    public void close() {
        leave(false);
    }

    @Override
    public void reset() {
        if (life == Life.OPEN || life == Life.LEAVING) {
            descriptor.resetOnClose();
            leave(false);
        }
    }

    // ---- What the descriptor says

    @Override
    public void ready(int events) {
        if (life == Life.CLOSING || life == Life.CLOSED) {
            return;
        }
        if (output.blocked() && (events & (Descriptor.WRITABLE | Descriptor.ERROR | Descriptor.HUNG_UP)) != 0 && output.goOn()) {
            allTaken();
            tellWritable();
        }
        int ends = events & (Descriptor.PEER_ENDED | Descriptor.HUNG_UP | Descriptor.ERROR);
        if ((events & Descriptor.READABLE) != 0 || ends != 0) {
            readable = true;
            endInSight |= ends != 0;
            boolean heard = (paused || inputEnded) && (events & Descriptor.ERROR) != 0;
            if (heard && descriptor.error() != 0) {
                leave(true);
            } else if (settled) {
                readTurn();
            } else {
                turnLater();
            }
        }
    }

    private boolean mayRead() {
        return !paused && (readable && !inputEnded || unread != null) && (life == Life.OPEN || life == Life.LEAVING);
    }

    /** Hands over what was given back, or reads what is there; but not so much at a time that others have to wait. */
    private void readTurn() {
        boolean any = false;
        inTurn = true;
        HeldBytes again = paused ? null : unread;
        if (again != null) {
            unread = null;
            any = deliver(again);
        }
        for (int i = 0; i < READS_A_TURN && unread == null && mayRead(); i++) {
            any |= readOnce();
        }
        inTurn = false;
        if (passage != null) {
            passage.turnEnded();
        }
        ConnectionHandler hears = handler;
        if (any && life == Life.OPEN && hears != null) {
            hears.batchEnded();
        }
        if (inputEnded && endInSight && unread == null) {
            endInSight = false;
            ended();
        }
        if (unread != null || !settled) {
            readLater();
        } else if (mayRead()) {
            descriptor.askAgain();
        }
    }

    private boolean deliver(Received bytes) {
        ConnectionHandler hears = handler;
        if (life == Life.OPEN && hears != null) {
            hears.received(bytes);
        }
        return true;
    }

    private boolean readOnce() {
        Passage way = passage;
        int count = way != null && life == Life.OPEN ? way.pass(descriptor) : Passage.CLOSED;
        if (count > 0) {
            readable = true;
            return passedOn(count);
        }
        if (count == Descriptor.BROKEN) {
            readable = false;
            leave(true); // The kernel tells an error once: an ordinary read would take it for the end.
            return false;
        }
        if (count == 0 && !endInSight) {
            readable = false;
            return false;
        }
        return read(way); // Which tells the end from nothing.
    }

    private boolean passedOn(int count) {
        ConnectionHandler hears = handler;
        if (hears != null) {
            hears.passedOn(count);
        }
        return true;
    }

    private boolean read(@Nullable Passage way) {
        LastRead read = loop.lastRead();
        int count = read.read(descriptor);
        if (count <= 0) {
            readable = false;
            if (count == Descriptor.END) {
                inputEnded = endInSight = true;
            } else if (count == Descriptor.BROKEN) {
                leave(true);
            }
            return false;
        }
        readable = endInSight || count == LastRead.MOST;
        if (way != null) {
            way.read(count);
        }
        try {
            return deliver(read);
        } finally {
            read.over();
        }
    }

    private void ended() {
        ConnectionHandler hears = handler;
        if (outputBroken) {
            leave(true);
        } else if (life == Life.OPEN && hears != null) {
            hears.ended();
        }
    }

    private void readLater() {
        if (!inTurn && mayRead()) {
            turnLater();
        }
    }

    private void turnLater() {
        if (turnDue) {
            return;
        }
        turnDue = true;
        if (settled) {
            loop.loop().execute(this::readDue);
        } else {
            loop.loop().newcomers().add(this::readDue);
        }
    }

    private void readDue() {
        turnDue = false;
        try {
            readTurn();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void tellWritable() {
        ConnectionHandler hears = handler;
        if (waitsToWrite && output.roomAgain() && life == Life.OPEN && hears != null) {
            waitsToWrite = false;
            hears.writable();
        }
    }

    /** Something was given to the kernel: what waited for all of it may follow. */
    private void allTaken() {
        if (output.pending() > 0) {
            return;
        }
        if (life == Life.LEAVING) {
            leave(false);
        } else if (life == Life.OPEN && outputEnding && !outputBroken && !descriptor.endOutput()) {
            outputBroke();
        }
    }

    /** The peer takes nothing any more. What it has sent before is heard, if anybody listens. */
    private void outputBroke() {
        outputBroken = true;
        if (life != Life.OPEN || paused || inputEnded) {
            leave(true);
        } else {
            readable = endInSight = true;
            readLater();
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        LOG.error("A connection is closed because its work failed", cause);
        leave(true);
    }

    @Override
    public void loopEnds() {
        leave(false);
        closed();
    }

    // ---- The end

    private void leave(boolean broken) {
        if (life == Life.CLOSING || life == Life.CLOSED) {
            return;
        }
        life = Life.CLOSING;
        reset = broken;
        output.discard();
        loop.closeAtEndOfTurn(this);
    }

    /** The end of the loop's turn: nobody is inside a call to this, and no event for the descriptor is on its way. */
    void closed() {
        if (life == Life.CLOSED) {
            return;
        }
        life = Life.CLOSED;
        descriptor.release();
        ConnectionHandler hears = handler;
        try {
            if (hears != null) {
                hears.closed(reset);
            }
        } finally {
            if (whenClosed != null) {
                whenClosed.run();
            }
        }
    }
}
