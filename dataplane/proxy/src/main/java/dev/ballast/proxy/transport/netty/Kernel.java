package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.Volume;
import dev.ballast.proxy.transport.raw.Splicing;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;

/**
 * What the loops stand on, and their channels.
 *
 * @param epoll whether a loop can take descriptors, and have a listening socket of its own; else the first loop accepts for all
 * @param raw whether what is plain is carried without a channel; needs {@code epoll}
 * @param splicing of what is raw
 */
record Kernel(
        IoHandlerFactory io, Class<? extends Channel> socket, boolean epoll, boolean raw, Splicing splicing, ByteBufAllocator allocator) {
    /** At which reading of the other side stops, and goes on. */
    private static final WriteBufferWaterMark WATERMARKS = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private static final int READS_A_TURN = 4;

    /** Epoll where it is there, else NIO. */
    static Kernel best(ByteBufAllocator allocator) {
        return Epoll.isAvailable() ? epoll(true, Splicing.BULK, allocator) : nio(allocator);
    }

    static Kernel epoll(boolean raw, Splicing splicing, ByteBufAllocator allocator) {
        return new Kernel(new KeptRegistrations(), EpollSocketChannel.class, true, raw, splicing, allocator);
    }

    static Kernel nio(ByteBufAllocator allocator) {
        return new Kernel(NioIoHandler.newFactory(), NioSocketChannel.class, false, false, Splicing.NEVER, allocator);
    }

    private static final RecvByteBufAllocator MESSAGES = reads(512, 2048, 64 * 1024);
    private static final RecvByteBufAllocator STREAM = reads(2048, 16 * 1024, 256 * 1024);

    private static RecvByteBufAllocator reads(int least, int first, int most) {
        return new AdaptiveRecvByteBufAllocator(least, first, most).maxMessagesPerRead(READS_A_TURN);
    }

    /** How much is read at once. */
    static RecvByteBufAllocator reads(Volume volume) {
        return switch (volume) {
            case MESSAGES -> MESSAGES;
            case STREAM -> STREAM;
        };
    }

    /** Of a connection. */
    Map<ChannelOption<?>, Object> options() {
        return Map.of(
                ChannelOption.ALLOCATOR, allocator,
                ChannelOption.RECVBUF_ALLOCATOR, MESSAGES,
                ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARKS,
                ChannelOption.TCP_NODELAY, true,
                ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
}
