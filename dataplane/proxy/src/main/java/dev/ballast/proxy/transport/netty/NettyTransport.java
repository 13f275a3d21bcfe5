package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.ListeningSocket;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Transport;
import dev.ballast.proxy.transport.raw.RawLoop;
import dev.ballast.proxy.transport.raw.RawPort;
import dev.ballast.proxy.transport.raw.Splicing;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Netty's event loops, and what is carried on them: raw connections where there is epoll, and channels for what needs handlers, or has no epoll. */
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
            NettyLoop loop = new NettyLoop(loops.size(), (IoEventLoop) executor, kernel);
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

    /** Channels on epoll for what is plain, too, as TLS has them; on Linux only. */
    public static NettyTransport startChannels(int loops) {
        PooledByteBufAllocator allocator = allocator(loops);
        return new NettyTransport(loops, Kernel.epoll(false, Splicing.NEVER, allocator), allocator);
    }

    /** As {@link #start} with epoll, but for what is spliced. */
    public static NettyTransport start(int loops, Splicing splicing) {
        PooledByteBufAllocator allocator = allocator(loops);
        return new NettyTransport(loops, Kernel.epoll(true, splicing, allocator), allocator);
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

    /** Bytes of those that no buffer uses. */
    public long unusedPooledBytes() {
        return Math.max(0, pooledBytes() - allocator.pinnedDirectMemory());
    }

    @Override
    public ListeningSocket listen(InetSocketAddress at, Acceptor acceptor) throws IOException {
        if (!kernel.epoll()) {
            return new PortableSocket(bind(bootstrap(acceptor), at));
        }
        List<RawLoop> raw = loops.stream().map(NettyLoop::raw).flatMap(Optional::stream).toList();
        return RawPort.open(at, raw, acceptor, new Adoption(kernel));
    }

    private ServerBootstrap bootstrap(Acceptor acceptor) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.get(0).events, group)
                .channel(NioServerSocketChannel.class)
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
        loops.forEach(loop -> loop.raw().ifPresent(RawLoop::close));
    }

    private record PortableSocket(Channel channel) implements ListeningSocket {
        @Override
        public int port() {
            return ((InetSocketAddress) channel.localAddress()).getPort();
        }

        @Override
        public void deferAccept(boolean defer) {
            // Java has no word for it.
        }

        /** Java keeps the socket listening until its selector has been asked once more, which the loop does before what is scheduled now. */
        @Override
        public void close() {
            channel.close().awaitUninterruptibly();
            channel.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        }
    }
}
