package dev.ballast.toolbox.echo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;

/** What is said on a call: a head, messages, and at the end a status; the status alone where nothing was said before it. */
final class GrpcAnswer {
    private static final CharSequence ENCODING = "grpc-encoding";

    private final Http2Headers head;
    private boolean begun;
    private boolean ended;

    /** @param call its head; messages are sent back as they came, so the coding stays */
    GrpcAnswer(EchoOptions options, Http2Headers call) {
        head = new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
        head.set(HttpEcho.NAME_HEADER.toLowerCase(Locale.ROOT), options.name());
        options.answer().headers().forEach(header -> head.add(header.name().toLowerCase(Locale.ROOT), header.value()));
        CharSequence encoding = call.get(ENCODING);
        if (encoding != null) {
            head.set(ENCODING, encoding);
        }
    }

    /** @param framed with its flags and length before it; released once it is sent */
    void message(ChannelHandlerContext stream, ByteBuf framed) {
        if (!begun) {
            begun = true;
            stream.write(new DefaultHttp2HeadersFrame(head));
        }
        stream.writeAndFlush(new DefaultHttp2DataFrame(framed));
    }

    /** Ends the call; does nothing the second time. */
    void end(ChannelHandlerContext stream, GrpcStatus status, String why) {
        if (ended) {
            return;
        }
        ended = true;
        Http2Headers last = begun ? new DefaultHttp2Headers() : head;
        last.setInt("grpc-status", status.ordinal());
        if (!why.isEmpty()) {
            last.set("grpc-message", why.replace("%", "%25"));
        }
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(last, true));
    }
}
