package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.ConnectHandler;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.NewcomerTurns;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.proxy.transport.raw.RawLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event loop of Netty. What is connected from here is raw where it stays plain and there is epoll, else a channel. */
final class NettyLoop implements Loop {
    private static final int SCRATCH = 128 * 1024;

    final IoEventLoop events;
    private final @Nullable RawLoop raw;
    private final boolean channels;
    private final int index;
    private final Deadlines deadlines;
    private final NewcomerTurns newcomers;
    private final byte[] scratch = new byte[SCRATCH];
    private final Bootstrap bootstrap;

    NettyLoop(int index, IoEventLoop events, Kernel kernel) {
        this.index = index;
        this.events = events;
        this.raw = kernel.epoll() ? new RawLoop(this, events, kernel.allocator(), kernel.splicing()) : null;
        this.channels = !kernel.raw();
        this.deadlines = new Deadlines(
                System::nanoTime, (task, delay) -> events.schedule(task, delay, TimeUnit.NANOSECONDS));
        this.newcomers = new NewcomerTurns(System::nanoTime, events::execute, this::executeNextTurn);
        this.bootstrap = bootstrap(kernel);
    }

    private Bootstrap bootstrap(Kernel kernel) {
        Bootstrap bootstrap = new Bootstrap()
                .group(events)
                .channel(kernel.socket())
                .handler(new Nothing());
        kernel.options().forEach((option, value) -> set(bootstrap, option, value));
        if (kernel.epoll()) {
            bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) RawLoop.UNSENT);
        }
        return bootstrap;
    }

    @SuppressWarnings("unchecked")
    private static <T> void set(Bootstrap bootstrap, ChannelOption<T> option, Object value) {
        bootstrap.option(option, (T) value);
    }

    /** Netty runs the tasks that a task brings in the same turn, but what is scheduled, be it for now, after the next look at what is ready. */
    private void executeNextTurn(Runnable task) {
        events.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    /** Where there is epoll. */
    Optional<RawLoop> raw() {
        return Optional.ofNullable(raw);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean inLoop() {
        return events.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        events.execute(task);
    }

    @Override
    public Deadlines deadlines() {
        return deadlines;
    }

    @Override
    public NewcomerTurns newcomers() {
        return newcomers;
    }

    @Override
    public byte[] scratch() {
        return scratch;
    }

    @Override
    public Connecting connect(InetSocketAddress to, long timeoutMillis, boolean securable, ConnectHandler handler) {
        return raw == null || channels || securable ? dial(to, timeoutMillis, handler) : raw.connect(to, timeoutMillis, handler);
    }

    private Connecting dial(InetSocketAddress to, long timeoutMillis, ConnectHandler handler) {
        Bootstrap call = bootstrap.clone();
        call.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeoutMillis, Integer.MAX_VALUE));
        Dial dial = new Dial(this, handler);
        dial.begin(call.connect(to));
        return dial;
    }

    /** A connection that is being made. Its end is told in a later turn, also where the kernel answers at once. */
    private static final class Dial implements Connecting, ChannelFutureListener {
        private final NettyLoop loop;
        private final ConnectHandler handler;
        private boolean cancelled;

        Dial(NettyLoop loop, ConnectHandler handler) {
            this.loop = loop;
            this.handler = handler;
        }

        void begin(ChannelFuture connect) {
            if (connect.isDone()) {
                loop.execute(() -> operationComplete(connect));
            } else {
                connect.addListener(this);
            }
        }

        @Override
        public void operationComplete(ChannelFuture connect) {
            if (cancelled) {
                connect.channel().close();
            } else if (connect.isSuccess()) {
                NettyConnection connection = new NettyConnection(loop, connect.channel());
                connect.channel().pipeline().addLast(connection);
                handler.connected(connection);
            } else {
                handler.connectFailed(why(connect.cause()));
            }
        }

        private static Unreachable why(Throwable cause) {
            return switch (cause) {
                case ConnectTimeoutException timeout -> Unreachable.TIMEOUT;
                case ChannelException noSocket -> Unreachable.LOCAL;
                case BindException noPort -> Unreachable.LOCAL;
                default -> Unreachable.REFUSED;
            };
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** A channel needs some handler before its connection stands. */
    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {}
}
