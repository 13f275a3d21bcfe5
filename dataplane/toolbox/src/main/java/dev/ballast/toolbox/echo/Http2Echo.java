package dev.ballast.toolbox.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;

/** One stream of HTTP/2: a call of gRPC where its content type says so, else a request like one of HTTP/1.1. */
final class Http2Echo extends ChannelInboundHandlerAdapter {
    private static final String HEALTH = "/grpc.health.v1.Health/";
    /** gRPC's own default. */
    private static final int LONGEST_MESSAGE = 4 << 20;

    private final EchoOptions options;
    private final Drain drain;

    Http2Echo(EchoOptions options, Drain drain) {
        this.options = options;
        this.drain = drain;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2HeadersFrame head) {
            become(context.pipeline(), head.headers());
            context.fireChannelRead(frame);
            context.pipeline().remove(this);
        } else {
            context.fireChannelRead(frame);
        }
    }

    private void become(ChannelPipeline pipeline, Http2Headers head) {
        CharSequence type = head.get(HttpHeaderNames.CONTENT_TYPE);
        if (type == null || !type.toString().startsWith("application/grpc")) {
            pipeline.addLast(new Http2StreamFrameToHttpObjectCodec(true), new HttpEcho(options, drain, "HTTP/2"));
            return;
        }
        // A message is a byte of flags, its length in four bytes, and the message.
        pipeline.addLast(new GrpcMessages(), new LengthFieldBasedFrameDecoder(LONGEST_MESSAGE, 1, 4));
        pipeline.addLast(String.valueOf(head.path()).startsWith(HEALTH) ? new GrpcHealth(options, drain, head) : new GrpcEcho(options, head));
    }
}
