package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.NewcomerTurns;
import io.netty.channel.unix.NativeInetAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket of one loop: whom it accepts stays on that loop. On its loop only. */
final class RawListener implements Descriptor.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(RawListener.class);
    /** In one step of the loop's {@link NewcomerTurns}, of which a turn does as many as it has time for. */
    private static final int ACCEPTS_A_STEP = 16;
    /** How long the process is given to get back descriptors, or memory for them, before it accepts again. */
    private static final long PAUSE_MILLIS = 100;

    private static final int LONGEST_ADDRESS = 32;

    private final RawLoop loop;
    private final TcpSocket socket;
    private final Descriptor descriptor;
    private final Acceptor acceptor;
    private final Adopter adopter;
    private final Deadlines.Deadline again;
    private final byte[] peer = new byte[LONGEST_ADDRESS];
    private boolean due;
    private boolean closed;

    /** @param socket listens */
    RawListener(RawLoop loop, TcpSocket socket, Acceptor acceptor, Adopter adopter) {
        this.loop = loop;
        this.socket = socket;
        this.descriptor = new Descriptor(socket, this);
        this.acceptor = acceptor;
        this.adopter = adopter;
        this.again = loop.loop().deadlines().deadline(this::acceptLater);
    }

    /** @throws IOException when the loop does not take it; it is closed then */
    void begin() throws IOException {
        descriptor.register(loop.events());
    }

    @Override
    public void ready(int events) {
        acceptLater();
    }

    /** Epoll has told it once: it comes again until nobody is waiting. */
    private void acceptLater() {
        if (!due) {
            due = true;
            loop.loop().newcomers().add(this::acceptSome);
        }
    }

    private void acceptSome() {
        due = false;
        for (int i = 0; i < ACCEPTS_A_STEP; i++) {
            if (closed || !acceptSafely()) {
                return;
            }
        }
        acceptLater();
    }

    /** Answers whether there may be another one. */
    private boolean acceptSafely() {
        try {
            return acceptOne();
        } catch (RuntimeException oneOfThem) {
            failed(oneOfThem);
            return true;
        }
    }

    /** Answers whether there was one. */
    private boolean acceptOne() {
        int accepted;
        try {
            accepted = socket.accept(peer);
        } catch (IOException lacking) {
            LOG.warn("No connection can be accepted for the moment: {}", lacking.getMessage());
            again.in(PAUSE_MILLIS);
            return false;
        }
        if (accepted < 0) {
            return false;
        }
        if (acceptor.admit(loop.loop())) {
            admitted(accepted);
        } else {
            new Descriptor(accepted, this).release();
        }
        return true;
    }

    private void admitted(int accepted) {
        if (acceptor.mayBecomeSecure() || adopter.wantsPlain()) {
            adopter.adopt(loop.loop(), accepted, acceptor);
            return;
        }
        InetSocketAddress remote = NativeInetAddress.address(peer, 1, peer[0]);
        Descriptor made = new Descriptor(accepted, this);
        RawConnection connection = RawConnection.accepted(loop, made, remote, () -> acceptor.released(loop.loop()));
        try {
            made.register(loop.events());
        } catch (IOException refused) {
            LOG.warn("A connection is closed because its loop does not take it: {}", refused.getMessage());
            connection.close();
            return;
        }
        acceptor.accepted(connection);
    }

    /** From any thread. */
    void deferAccept(boolean defer) {
        try {
            socket.deferAccept(defer);
        } catch (IOException refused) {
            LOG.warn("Connections are handed over whether their clients have spoken or not: {}", refused.getMessage());
        }
    }

    /** Takes those who are waiting already, then no more: closing would reset them. */
    void close() {
        for (int i = 0; i < TcpSocket.BACKLOG && !closed && acceptOne(); i++) {
            // One after the other.
        }
        loopEnds();
    }

    @Override
    public void failed(RuntimeException cause) {
        LOG.error("A connection is not accepted because its work failed", cause);
    }

    @Override
    public void loopEnds() {
        closed = true;
        again.cancel();
        descriptor.release();
    }
}
