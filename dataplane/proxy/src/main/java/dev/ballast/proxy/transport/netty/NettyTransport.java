package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.ListeningSocket;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Netty's event loops and channels. */
public final class NettyTransport implements Transport {
    private static final int BACKLOG = 4096;
    private static final int CHUNK_ORDER = 7;

    private final Kernel kernel;
    private final PooledByteBufAllocator allocator;
    private final MultiThreadIoEventLoopGroup group;
    private final List<NettyLoop> loops = new ArrayList<>();
    private final Map<EventLoop, NettyLoop> byEvents = new IdentityHashMap<>();

    private NettyTransport(int count, Kernel kernel, PooledByteBufAllocator allocator) {
        this.kernel = kernel;
        this.allocator = allocator;
        this.group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("ballast-loop", true), kernel.io());
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop(loops.size(), (EventLoop) executor, kernel);
            loops.add(loop);
            byEvents.put(loop.events, loop);
        }
    }

    /** The best that this machine has. */
    public static NettyTransport start(int loops) {
        PooledByteBufAllocator allocator = allocator(loops);
        return new NettyTransport(loops, Kernel.best(allocator), allocator);
    }

    /** Java's own sockets, as on a machine without epoll. */
    public static NettyTransport startPortable(int loops) {
        PooledByteBufAllocator allocator = allocator(loops);
        return new NettyTransport(loops, Kernel.nio(allocator), allocator);
    }

    /** An arena for each loop that grows by 1 MiB, caches for the loops' threads only, and no pool on the heap: resident memory stays small. */
    private static PooledByteBufAllocator allocator(int loops) {
        return new PooledByteBufAllocator(true, 0, loops, 8192, CHUNK_ORDER, 64, 32, false);
    }

    @Override
    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    /** Bytes of native memory that the pool has taken from the system. */
    public long pooledBytes() {
        return allocator.metric().usedDirectMemory();
    }

    @Override
    public ListeningSocket listen(InetSocketAddress at, Acceptor acceptor) throws IOException {
        List<Channel> channels = new ArrayList<>();
        try {
            if (!kernel.sharesPort()) {
                channels.add(bind(bootstrap(acceptor).group(loops.get(0).events, group), at));
            } else {
                if (at.getPort() != 0) {
                    bind(bootstrap(acceptor).group(loops.get(0).events), at).close().syncUninterruptibly();
                }
                InetSocketAddress next = at;
                for (NettyLoop loop : loops) {
                    ServerBootstrap shared = bootstrap(acceptor).group(loop.events).option(UnixChannelOption.SO_REUSEPORT, true);
                    Channel channel = bind(shared, next);
                    channels.add(channel);
                    next = (InetSocketAddress) channel.localAddress();
                }
            }
            return new Sockets(channels);
        } catch (IOException e) {
            new Sockets(channels).close();
            throw e;
        }
    }

    private ServerBootstrap bootstrap(Acceptor acceptor) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .channel(kernel.serverSocket())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new Admission(byEvents, acceptor));
        kernel.options().forEach((option, value) -> set(bootstrap, option, value));
        return bootstrap;
    }

    @SuppressWarnings("unchecked")
    private static <T> void set(ServerBootstrap bootstrap, ChannelOption<T> option, Object value) {
        bootstrap.childOption(option, (T) value);
    }

    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress at) throws IOException {
        ChannelFuture bound = bootstrap.bind(at).awaitUninterruptibly();
        if (bound.isSuccess()) {
            return bound.channel();
        }
        Throwable cause = bound.cause();
        throw new IOException(cause == null ? "not bound" : cause.getMessage(), cause);
    }

    @Override
    public void close() {
        // With no quiet time at all a loop may end before it has closed its channels, and their handlers would never hear of it.
        group.shutdownGracefully(10, 5_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    private record Sockets(List<Channel> channels) implements ListeningSocket {
        @Override
        public int port() {
            return ((InetSocketAddress) channels.get(0).localAddress()).getPort();
        }

        @Override
        public void close() {
            for (Channel channel : channels) {
                channel.close().awaitUninterruptibly();
            }
        }
    }
}
