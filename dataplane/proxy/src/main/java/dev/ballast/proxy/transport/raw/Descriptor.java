package dev.ballast.proxy.transport.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * A socket's descriptor, registered once with its loop for everything, edge-triggered: what is read and written, and when, costs no
 * call to epoll. Whoever watches it remembers what it has heard. On its loop only.
 *
 * <p>It is read by recv(2) and written by send(2): read(2) and write(2) go through the layer of files first, which is 3 % of what a small message costs.
 */
final class Descriptor implements EpollIoHandle {
    static final int READABLE = EpollIoOps.EPOLLIN.value();
    static final int WRITABLE = EpollIoOps.EPOLLOUT.value();
    static final int ERROR = EpollIoOps.EPOLLERR.value();
    /** The peer's direction has ended. */
    static final int PEER_ENDED = EpollIoOps.EPOLLRDHUP.value();
    /** Both directions have ended (EPOLLHUP, of which Netty has no constant). */
    static final int HUNG_UP = 0x10;

    /** What {@link #read} says of the peer's end. */
    static final int END = -1;
    /** What {@link #read} and {@link #write} say of a connection that does not work any more. */
    static final int BROKEN = -2;

    private static final EpollIoOps EVERYTHING_ONCE =
            EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT).with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);

    private final TcpSocket socket;
    private boolean corked;
    private boolean timedOut;
    private int userTimeout;
    private Watcher watcher;
    private @Nullable IoRegistration registration;

    /** Who hears what happens to it, on its loop. */
    interface Watcher {
        /** Something of this is new: a sum of the constants above. */
        void ready(int events);

        /** Listening to the events went wrong; it is to be closed. */
        void failed(RuntimeException cause);

        /** The loop ends: it must be closed before this returns. */
        void loopEnds();
    }

    Descriptor(TcpSocket socket, Watcher watcher) {
        this.socket = socket;
        this.watcher = watcher;
    }

    /** Of a connection that a {@link TcpSocket#bound} socket accepted, with what it inherits. */
    Descriptor(int accepted, Watcher watcher) {
        this.socket = new TcpSocket(accepted);
        this.corked = true;
        this.watcher = watcher;
    }

    /** Somebody else hears from now on. */
    void watcher(Watcher next) {
        watcher = next;
    }

    /** @throws IOException when the kernel or the loop does not take it; it is closed then */
    void register(IoEventLoop loop) throws IOException {
        try {
            IoRegistration registered = loop.register(this).getNow();
            if (registered == null) {
                throw new IOException("the event loop has ended");
            }
            registration = registered;
            registered.submit(EVERYTHING_ONCE);
        } catch (UncheckedIOException refused) {
            release();
            throw refused.getCause();
        } catch (IOException ended) {
            release();
            throw ended;
        }
    }

    /** What is so now is told once more, after what others have been told: a task of the loop instead would come before them. */
    void askAgain() {
        IoRegistration registered = registration;
        if (registered != null) {
            registered.submit(EVERYTHING_ONCE);
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        try {
            watcher.ready(((EpollIoEvent) event).ops().value());
        } catch (RuntimeException e) {
            watcher.failed(e);
        }
    }

    /** Octets that were read into the memory; 0 when nothing is there, {@link #END} or {@link #BROKEN}. */
    int read(long address, int most) {
        try {
            return socket.recvAddress(address, 0, most);
        } catch (IOException | NotYetConnectedException broken) {
            return broke(broken);
        }
    }

    /** Octets that the kernel took, or {@link #BROKEN}. Less than all: {@link #WRITABLE} comes when it takes more. */
    int write(long address, int from, int to) {
        try {
            return socket.sendAddress(address, from, to);
        } catch (IOException | NotYetConnectedException broken) {
            return broke(broken);
        }
    }

    /** The same from a direct buffer. */
    int write(ByteBuffer from) {
        try {
            return socket.send(from, from.position(), from.limit());
        } catch (IOException | NotYetConnectedException broken) {
            return broke(broken);
        }
    }

    /** Remembers why it does not work any more; always {@link #BROKEN}. */
    int broke(Exception why) {
        timedOut |= Errno.timedOut(why);
        return BROKEN;
    }

    /** Whether it broke because the peer did not answer in time. */
    boolean timedOut() {
        return timedOut;
    }

    /** How long the peer may leave what was sent unacknowledged. @param millis 0 = as the kernel is configured */
    void userTimeout(int millis) {
        if (userTimeout != millis) {
            userTimeout = millis;
            try {
                socket.userTimeout(millis);
            } catch (IOException broken) {
                // What is wrong is found out by the next read or write.
            }
        }
    }

    /** The kernel may keep more than {@link RawLoop#UNSENT} of what is written: a GiB costs half as much again with that bound. */
    void keepsUnsent() {
        try {
            socket.mostUnsent(Integer.MAX_VALUE);
        } catch (IOException broken) {
            // What is wrong is found out by the write.
        }
    }

    /** Whether what is written now shall travel with the end, which follows. */
    void cork(boolean last) {
        if (corked != last) {
            corked = last;
            try {
                socket.cork(last);
            } catch (IOException broken) {
                // The end goes in a segment of its own; what is wrong is found out by the write.
            }
        }
    }

    /** False when the connection does not work any more. */
    boolean endOutput() {
        try {
            socket.shutdown(false, true);
            return true;
        } catch (IOException | NotYetConnectedException broken) {
            return false;
        }
    }

    /** Takes the error that the kernel has for it; 0 when there is none. */
    int error() {
        try {
            int error = socket.getSoError();
            timedOut |= error == Errno.ETIMEDOUT;
            return error;
        } catch (IOException broken) {
            return broke(broken);
        }
    }

    /** When it is closed the peer will see an error and not an end. */
    void resetOnClose() {
        try {
            socket.setSoLinger(0);
        } catch (IOException broken) {
            // It is broken already.
        }
    }

    /** The wildcard and port 0 when it is not connected any more. */
    InetSocketAddress localAddress() {
        InetSocketAddress local = socket.localAddress();
        return local == null ? new InetSocketAddress(0) : local;
    }

    /**
     * Gives it up. Its number is free for another descriptor at once, for which events that epoll has already handed out would then be taken: to be
     * called when no such events can be left.
     */
    void release() {
        try {
            socket.close();
        } catch (IOException e) {
            // The number is free all the same.
        }
        IoRegistration registered = registration;
        registration = null;
        if (registered != null) {
            registered.cancel();
        }
    }

    /** What Netty calls when the loop ends. */
    @Override
    public void close() {
        watcher.loopEnds();
    }
}
