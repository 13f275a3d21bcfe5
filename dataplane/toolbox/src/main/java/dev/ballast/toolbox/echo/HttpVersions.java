package dev.ballast.toolbox.echo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import java.util.List;

/** Finds out what a connection speaks: HTTP/2 where it begins with that one's preface (RFC 9113, section 3.4), else HTTP/1.1. */
final class HttpVersions extends ByteToMessageDecoder {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final EchoOptions options;
    private final Drain drain;

    HttpVersions(EchoOptions options, Drain drain) {
        this.options = options;
        this.drain = drain;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
        if (!ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), length)) {
            context.pipeline().addLast(new HttpServerCodec(), new HttpEcho(options, drain, "HTTP/1.1"));
            context.pipeline().remove(this);
        } else if (length == PREFACE.readableBytes()) {
            context.pipeline().addLast(Http2FrameCodecBuilder.forServer().decoupleCloseAndGoAway(true).build(), streams());
            context.pipeline().remove(this);
        }
    }

    private Http2MultiplexHandler streams() {
        return new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2Echo(options, drain));
            }
        });
    }
}
