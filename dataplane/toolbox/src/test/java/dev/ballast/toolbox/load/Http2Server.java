package dev.ballast.toolbox.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that speaks HTTP/2 and does with each whole request what a test tells it to, all on one thread. */
final class Http2Server implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    /** What a test does with a request. */
    interface Script {
        void whole(Call call);
    }

    /** A request that has come to its end. */
    record Call(ChannelHandlerContext stream, Http2Headers head, long bodyBytes) {
        void answer(int status) {
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(String.valueOf(status)), true));
        }

        void answer(int status, String text) {
            stream.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(String.valueOf(status)).set("content-type", "text/plain")));
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), true));
        }

        void reset(Http2Error error) {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** @param lastStream the last that is looked at */
        void goAway(int lastStream, Http2Error error) {
            ChannelHandlerContext codec = codec();
            ((Http2FrameCodec) codec.handler()).goAway(codec, lastStream, error.code(), Unpooled.EMPTY_BUFFER, codec.newPromise());
            codec.flush();
        }

        /** Ends the connection without a word of HTTP/2. */
        void cut() {
            codec().close();
        }

        private ChannelHandlerContext codec() {
            return Objects.requireNonNull(stream.channel().parent().pipeline().context(Http2FrameCodec.class));
        }
    }

    Http2Server(Script script) throws InterruptedException {
        this(null, new Http2Settings(), script);
    }

    /** @param tls null: clear text */
    Http2Server(@Nullable SslContext tls, Http2Settings settings, Script script) throws InterruptedException {
        channel = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        if (tls != null) {
                            client.pipeline().addLast(tls.newHandler(client.alloc()));
                        }
                        client.pipeline().addLast(Http2FrameCodecBuilder.forServer().initialSettings(settings).build(), streams(script));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    private static Http2MultiplexHandler streams(Script script) {
        return new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Stream(script));
            }
        });
    }

    String authority() {
        return "localhost:" + ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Stream extends ChannelInboundHandlerAdapter {
        private final Script script;
        private @Nullable Http2Headers head;
        private long bodyBytes;

        Stream(Script script) {
            this.script = script;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            boolean ended = false;
            if (frame instanceof Http2HeadersFrame headers) {
                head = headers.headers();
                ended = headers.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                bodyBytes += data.content().readableBytes();
                ended = data.isEndStream();
            }
            ReferenceCountUtil.release(frame);
            if (ended) {
                script.whole(new Call(context, Objects.requireNonNull(head), bodyBytes));
            }
        }
    }
}
