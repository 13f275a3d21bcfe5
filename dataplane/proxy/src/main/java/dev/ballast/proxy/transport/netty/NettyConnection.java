package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.tls.Security;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.Securing;
import dev.ballast.proxy.transport.Volume;
import dev.ballast.proxy.transport.raw.Errno;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is a Netty channel; the last handler of its pipeline.
 *
 * <p>Small writes are gathered in one buffer until the flush, so that a head and a short body go out together. Larger pieces of what
 * was received are handed on without a copy, unless they would keep a much larger buffer alive.
 *
 * <p>Netty reads on, up to what the kernel holds, when a peer has ended its direction, whether reading is paused or not; and its TLS handler
 * hands on everything that one read has decrypted. What comes so is kept until reading is resumed: in order, and not more than a socket's
 * receive buffer.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection, Received {
    private static final int GATHER = 2048;
    private static final int COPY_AT_MOST = 1024;

    private final NettyLoop loop;
    private final Channel channel;
    private @Nullable ConnectionHandler handler;
    private @Nullable ByteBuf gathered;
    private @Nullable ByteBuf receiving;
    private long handedOver;
    private boolean waitsToWrite;
    private boolean leaving;
    private boolean reset;
    private boolean timedOut;
    private boolean endHeard;
    private boolean closedHeard;
    private boolean paused;
    private boolean endAfterLate;
    /** To a server that ends without close_notify an answer may have been cut off by somebody else (RFC 8446, 6.1); many clients say none. */
    private boolean mustSayGoodbye;
    private boolean saidGoodbye;
    /** The peer's goodbye will not be told: it is to be looked for when something has come. */
    private boolean goodbyeDue;
    private @Nullable Securing securing;
    private final ArrayDeque<ByteBuf> late = new ArrayDeque<>(0);

    NettyConnection(NettyLoop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    // ---- What the conversation calls

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public void expect(Volume volume) {
        channel.config().setRecvByteBufAllocator(Kernel.reads(volume));
    }

    @Override
    public void handler(ConnectionHandler next) {
        handler = next;
    }

    @Override
    public void unread(byte[] bytes) {
        late.addFirst(Unpooled.wrappedBuffer(bytes));
        if (!paused) {
            loop.execute(this::deliverLate);
        }
    }

    @Override
    public boolean securable() {
        return true;
    }

    @Override
    public void secure(Security security, Securing then) {
        securing = then;
        SslHandler tls = security.handler(channel.alloc());
        tls.setHandshakeTimeoutMillis(0);
        mustSayGoodbye = tls.engine().getUseClientMode();
        HandshakeGate gate = new HandshakeGate(loop.newcomers(), tls);
        channel.pipeline().addFirst(gate, tls);
        ChannelHandlerContext beforeTls = channel.pipeline().context(gate);
        ByteBuf buffer;
        while ((buffer = late.pollFirst()) != null) {
            beforeTls.fireChannelRead(buffer);
        }
        beforeTls.fireChannelReadComplete();
    }

    @Override
    public void giveUpAfter(long millis) {
        if (channel instanceof EpollSocketChannel epoll && channel.isOpen()) {
            epoll.config().setTcpUserTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        }
    }

    @Override
    public boolean timedOut() {
        return timedOut;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        room(count).writeBytes(from, offset, count);
    }

    @Override
    public void write(Received from, int offset, int count) {
        if (from instanceof HeldBytes held) {
            held.writeTo(this, offset, count);
            return;
        }
        if (!(from instanceof NettyConnection other)) {
            ByteBuf room = room(count);
            from.copy(offset, room.internalNioBuffer(room.writerIndex(), count), count);
            room.writerIndex(room.writerIndex() + count);
            return;
        }
        ByteBuf source = other.beingReceived();
        int start = source.readerIndex() + offset;
        if (count <= COPY_AT_MOST || count < source.capacity() / 4) {
            room(count).writeBytes(source, start, count);
        } else {
            handOverGathered();
            handOver(source.retainedSlice(start, count));
        }
    }

    @Override
    public void flush() {
        handOverGathered();
        channel.flush();
    }

    @Override
    public long written() {
        ByteBuf waiting = gathered;
        return handedOver + (waiting == null ? 0 : waiting.readableBytes());
    }

    @Override
    public long pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        ByteBuf waiting = gathered;
        return (buffer == null ? 0 : buffer.totalPendingWriteBytes()) + (waiting == null ? 0 : waiting.readableBytes());
    }

    @Override
    public long progress() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? handedOver : handedOver - buffer.totalPendingWriteBytes() + buffer.currentProgress();
    }

    @Override
    public boolean writable() {
        boolean writable = channel.isWritable() || !channel.isActive();
        waitsToWrite = !writable;
        return writable;
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && !leaving;
    }

    @Override
    public void pauseReading() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        paused = false;
        if (leaving) {
            return;
        }
        channel.config().setAutoRead(true);
        if (!late.isEmpty()) {
            loop.execute(this::deliverLate);
        }
    }

    @Override
    public void endOutput() {
        flush();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (written.isSuccess()) {
                    duplex.shutdownOutput();
                }
            });
        }
    }

    @Override
    public void closeAfterWrites() {
        if (leaving) {
            return;
        }
        flush();
        leaving = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void close() {
        leaving = true;
        channel.close();
    }

    @Override
    public void reset() {
        leaving = true;
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Past the pipeline: TLS must not say goodbye, or a truncated answer would look whole.
        channel.unsafe().close(channel.voidPromise());
    }

    // ---- Received

    @Override
    public int length() {
        return beingReceived().readableBytes();
    }

    @Override
    public byte at(int index) {
        ByteBuf buffer = beingReceived();
        return buffer.getByte(buffer.readerIndex() + index);
    }

    @Override
    public void copy(int from, byte[] to, int offset, int count) {
        ByteBuf buffer = beingReceived();
        buffer.getBytes(buffer.readerIndex() + from, to, offset, count);
    }

    @Override
    public void copy(int from, ByteBuffer to, int count) {
        ByteBuf buffer = beingReceived();
        int limit = to.limit();
        buffer.getBytes(buffer.readerIndex() + from, to.limit(to.position() + count));
        to.limit(limit);
    }

    // ---- What the channel says

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf buffer)) {
            ReferenceCountUtil.release(message);
        } else if ((paused || !late.isEmpty()) && !leaving) {
            late.addLast(buffer);
        } else {
            deliver(buffer);
        }
    }

    private void deliver(ByteBuf buffer) {
        try {
            if (buffer.isReadable() && !leaving && handler != null) {
                receiving = buffer;
                handler.received(this);
            }
        } finally {
            receiving = null;
            buffer.release();
        }
    }

    private void deliverLate() {
        ByteBuf buffer;
        while (!paused && (buffer = late.pollFirst()) != null) {
            deliver(buffer);
        }
        if (!leaving && handler != null) {
            handler.batchEnded();
        }
        if (late.isEmpty() && endAfterLate) {
            endAfterLate = false;
            ended();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!leaving && handler != null) {
            handler.batchEnded();
        }
        if (goodbyeDue && peerSaidGoodbye()) {
            saidGoodbye = true;
            inputEnded();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (waitsToWrite && channel.isWritable() && !leaving && handler != null) {
            waitsToWrite = false;
            handler.writable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            shaken(handshake);
        } else if (event instanceof SslCloseCompletionEvent goodbye) {
            if (goodbye.isSuccess() && !peerSaidGoodbye()) {
                goodbyeDue = true;
            } else {
                saidGoodbye |= goodbye.isSuccess();
                inputEnded();
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (mustSayGoodbye && !saidGoodbye) {
                exceptionCaught(context, new EOFException("the connection was cut off"));
            } else {
                inputEnded();
            }
        }
    }

    /** Once we have said goodbye over BoringSSL, Netty takes whatever comes next for the peer's: only the engine knows. */
    private boolean peerSaidGoodbye() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null || tls.engine().isInboundDone();
    }

    private void inputEnded() {
        goodbyeDue = false;
        if (late.isEmpty()) {
            ended();
        } else {
            endAfterLate = true;
        }
    }

    private void shaken(SslHandshakeCompletionEvent handshake) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (!handshake.isSuccess() || tls == null) {
            notSecured(handshake.cause() == null ? new ClosedChannelException() : handshake.cause());
            return;
        }
        Securing then = securing;
        securing = null;
        if (then != null && !leaving) {
            String protocol = tls.applicationProtocol();
            then.secured(protocol == null ? "" : protocol);
        }
    }

    private void notSecured(Throwable why) {
        Securing then = securing;
        securing = null;
        if (then != null) {
            leaving = true;
            closedHeard = true;
            channel.close();
            then.notSecured(why);
        }
    }

    private void ended() {
        notSecured(new ClosedChannelException());
        if (!endHeard && !leaving && handler != null) {
            endHeard = true;
            handler.ended();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ByteBuf waiting = gathered;
        gathered = null;
        if (waiting != null) {
            waiting.release();
        }
        notSecured(new ClosedChannelException());
        leaving = true;
        late.forEach(ByteBuf::release);
        late.clear();
        if (!closedHeard && handler != null) {
            closedHeard = true;
            handler.closed(reset);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        notSecured(cause);
        timedOut |= Errno.timedOut(cause);
        reset = true;
        leaving = true;
        context.close();
    }

    private ByteBuf beingReceived() {
        ByteBuf buffer = receiving;
        if (buffer == null) {
            throw new IllegalStateException("the bytes of an event are used after it");
        }
        return buffer;
    }

    private ByteBuf room(int count) {
        ByteBuf buffer = gathered;
        if (buffer != null && buffer.writableBytes() >= count) {
            return buffer;
        }
        handOverGathered();
        gathered = buffer = channel.alloc().directBuffer(Math.max(count, GATHER));
        return buffer;
    }

    private void handOverGathered() {
        ByteBuf buffer = gathered;
        if (buffer != null) {
            gathered = null;
            handOver(buffer);
        }
    }

    private void handOver(ByteBuf buffer) {
        handedOver += buffer.readableBytes();
        channel.write(buffer, channel.voidPromise());
    }
}
