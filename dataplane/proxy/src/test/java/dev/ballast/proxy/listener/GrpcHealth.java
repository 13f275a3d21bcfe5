package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
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
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A gRPC server's health service, on Netty's own HTTP/2, which is strict about what it is sent. */
final class GrpcHealth implements AutoCloseable {
    /** No message but a status of the call, as where there is no such service. */
    static final int UNIMPLEMENTED = -1;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private volatile int status = 1;
    final List<Http2Headers> requests = new CopyOnWriteArrayList<>();

    GrpcHealth() throws InterruptedException {
        this(null);
    }

    /**
     * Inside TLS.
     *
     * @param protocols that it agrees on by ALPN; none: it has not heard of ALPN
     */
    static GrpcHealth showing(CertificateConfig certificate, String... protocols) throws Exception {
        Credentials shown = Credentials.parse(certificate.chain(), certificate.key());
        SslContextBuilder builder = SslContextBuilder.forServer(shown.key(), shown.chain()).sslProvider(SslProvider.JDK);
        if (protocols.length > 0) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    protocols));
        }
        return new GrpcHealth(builder.build());
    }

    private GrpcHealth(@Nullable SslContext tls) throws InterruptedException {
        channel = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        if (tls != null) {
                            client.pipeline().addLast(tls.newHandler(client.alloc()));
                        }
                        client.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(), new Calls());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void answer(int next) {
        status = next;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Calls extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                requests.add(headers.headers());
            } else if (frame instanceof Http2DataFrame data && data.isEndStream()) {
                answer(context, data.stream());
            }
            ReferenceCountUtil.release(frame);
        }

        private void answer(ChannelHandlerContext context, Http2FrameStream stream) {
            Http2Headers head = new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
            if (status == UNIMPLEMENTED) {
                context.writeAndFlush(new DefaultHttp2HeadersFrame(head.set("grpc-status", "12"), true).stream(stream));
                return;
            }
            ByteBuf message = context.alloc().buffer().writeByte(0).writeInt(2).writeByte(8).writeByte(status);
            context.write(new DefaultHttp2HeadersFrame(head).stream(stream));
            context.write(new DefaultHttp2DataFrame(message.readRetainedSlice(3), false).stream(stream));
            context.write(new DefaultHttp2DataFrame(message, false).stream(stream));
            context.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set("grpc-status", "0"), true).stream(stream));
        }
    }
}
