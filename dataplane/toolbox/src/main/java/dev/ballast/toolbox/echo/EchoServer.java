package dev.ballast.toolbox.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A backend for tests and demonstrations. Told to go, it does what a good backend does: it takes no new connection, ends what it has,
 * and closes the connections that are idle.
 */
public final class EchoServer implements AutoCloseable {
    private final EventLoopGroup loops;
    private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Drain drain = new Drain();
    private final List<Integer> httpPorts = new ArrayList<>();
    private final List<Integer> tcpPorts = new ArrayList<>();

    private EchoServer(EchoOptions options) {
        loops = new MultiThreadIoEventLoopGroup(options.threads(), Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Binds every port.
     *
     * @throws IOException when one cannot be bound; none stays bound then
     */
    public static EchoServer start(EchoOptions options) throws IOException {
        EchoServer server = new EchoServer(options);
        try {
            for (InetSocketAddress address : options.http()) {
                server.httpPorts.add(server.bind(address, () -> server.http(options)));
            }
            for (InetSocketAddress address : options.tcp()) {
                server.tcpPorts.add(server.bind(address, () -> server.tcp(options)));
            }
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** The HTTP ports that are bound, in the order of the options. */
    public List<Integer> httpPorts() {
        return List.copyOf(httpPorts);
    }

    /** The TCP ports that are bound, in the order of the options. */
    public List<Integer> tcpPorts() {
        return List.copyOf(tcpPorts);
    }

    /** Connections that are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Takes no more connections, closes the idle ones and waits for the others.
     *
     * @param grace how long at most
     * @return how many were still open then, and are cut
     */
    public int drain(Duration grace) throws InterruptedException {
        announce();
        listening.close().await();
        connections.forEach(channel -> channel.eventLoop().execute(() -> closeIfIdle(channel)));
        connections.newCloseFuture().await(grace.toNanos(), TimeUnit.NANOSECONDS);
        int cut = connections.size();
        close();
        return cut;
    }

    /** The health path answers 503 from now on, and answers end their connections; all else goes on. */
    public void announce() {
        drain.begin();
    }

    /** Cuts everything at once. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** One of HTTP/2 is told to go, and closes with its last stream. */
    private static void closeIfIdle(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        HttpEcho http = pipeline.get(HttpEcho.class);
        Http2FrameCodec http2 = pipeline.get(Http2FrameCodec.class);
        if (http2 != null) {
            Http2Farewell.say(channel, http2);
        } else if (http != null && !http.busy() || pipeline.get(HttpVersions.class) != null) {
            channel.close();
        }
    }

    private int bind(InetSocketAddress address, Supplier<ChannelHandler> handlers) throws IOException {
        Class<? extends ServerChannel> type = Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(handlers.get());
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort(), bound.cause());
        }
        listening.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private ChannelHandler http(EchoOptions options) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpVersions(options, drain));
            }
        };
    }

    private ChannelHandler tcp(EchoOptions options) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.config().setAutoRead(false);
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                channel.pipeline().addLast(new TcpEcho(options));
            }
        };
    }
}
