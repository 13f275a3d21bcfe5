package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.ConnectHandler;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Unreachable;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that is being made. Its end is told in a later turn, also where the kernel answers at once. */
final class RawDial implements Connecting, Descriptor.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(RawDial.class);

    /** Of errno(3): no local port is free; the same number on x86-64 and aarch64. */
    private static final int EADDRNOTAVAIL = 99;

    private final RawLoop loop;
    private final InetSocketAddress to;
    private final ConnectHandler handler;
    private final Deadlines.Deadline deadline;
    private @Nullable Descriptor descriptor;
    private boolean over;

    private RawDial(RawLoop loop, InetSocketAddress to, ConnectHandler handler) {
        this.loop = loop;
        this.to = to;
        this.handler = handler;
        this.deadline = loop.loop().deadlines().deadline(() -> fail(Unreachable.TIMEOUT));
    }

    static RawDial begin(RawLoop loop, InetSocketAddress to, long timeoutMillis, ConnectHandler handler) {
        RawDial dial = new RawDial(loop, to, handler);
        Unreachable why = dial.begin();
        if (why == null) {
            dial.deadline.in(timeoutMillis);
        } else {
            loop.execute(() -> dial.fail(why), dial);
        }
        return dial;
    }

    private @Nullable Unreachable begin() {
        TcpSocket socket;
        try {
            socket = TcpSocket.towards(to.getAddress());
        } catch (ChannelException noDescriptor) {
            return Unreachable.LOCAL;
        }
        Descriptor made = new Descriptor(socket, this);
        descriptor = made;
        try {
            socket.likeOurs();
            socket.connect(to);
            made.register(loop.events()); // Epoll tells what is already so: a connection that stands is writable.
            return null;
        } catch (IOException refused) {
            // Netty keeps the number of the error to itself.
            return String.valueOf(refused.getMessage()).contains("(-" + EADDRNOTAVAIL + ")") ? Unreachable.LOCAL : Unreachable.REFUSED;
        }
    }

    @Override
    public void ready(int events) {
        Descriptor made = descriptor;
        if (over || made == null || (events & (Descriptor.WRITABLE | Descriptor.ERROR | Descriptor.HUNG_UP)) == 0) {
            return;
        }
        int error = made.error();
        if (error == 0) {
            connected(made, events);
        } else {
            fail(why(error));
        }
    }

    private void connected(Descriptor made, int events) {
        over = true;
        deadline.cancel();
        RawConnection connection = RawConnection.dialled(loop, made, to);
        handler.connected(connection);
        connection.ready(events & ~Descriptor.WRITABLE);
    }

    private static Unreachable why(int error) {
        return switch (error) {
            case Errno.ETIMEDOUT -> Unreachable.TIMEOUT;
            case EADDRNOTAVAIL -> Unreachable.LOCAL;
            default -> Unreachable.REFUSED;
        };
    }

    private void fail(Unreachable why) {
        if (!over) {
            giveUp();
            handler.connectFailed(why);
        }
    }

    private void giveUp() {
        over = true;
        deadline.cancel();
        Descriptor made = descriptor;
        if (made != null) {
            loop.events().execute(made::release);
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            giveUp();
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        LOG.error("A connection is not made because its work failed", cause);
        cancel();
    }

    @Override
    public void loopEnds() {
        over = true;
        deadline.cancel();
        Descriptor made = descriptor;
        if (made != null) {
            made.release();
        }
    }
}
