package dev.ballast.toolbox.echo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One call of gRPC's health service (grpc.health.v1): SERVING, whatever service is asked for, until the server is told to go. A {@code Watch} hears
 * that too, and ends with it.
 */
final class GrpcHealth extends ChannelInboundHandlerAdapter {
    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;

    private final GrpcAnswer answer;
    private final Drain drain;
    private final String path;
    private @Nullable Runnable heard;

    GrpcHealth(EchoOptions options, Drain drain, Http2Headers call) {
        this.answer = new GrpcAnswer(options, call);
        this.drain = drain;
        this.path = String.valueOf(call.path());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            answer(context);
        } else {
            ReferenceCountUtil.release(event);
        }
    }

    private void answer(ChannelHandlerContext context) {
        if (path.endsWith("/Check")) {
            answer.message(context, status(context));
            answer.end(context, GrpcStatus.OK, "");
        } else if (path.endsWith("/Watch")) {
            answer.message(context, status(context));
            heard = () -> context.executor().execute(() -> lastWord(context));
            drain.onBegin(heard);
        } else {
            answer.end(context, GrpcStatus.UNIMPLEMENTED, "expected Check or Watch");
        }
    }

    private void lastWord(ChannelHandlerContext context) {
        answer.message(context, status(context));
        answer.end(context, GrpcStatus.UNAVAILABLE, "told to go");
    }

    /** A {@code HealthCheckResponse}, whose first field is the status. */
    private ByteBuf status(ChannelHandlerContext context) {
        return context.alloc().buffer(7).writeByte(0).writeInt(2).writeByte(1 << 3).writeByte(drain.began() ? NOT_SERVING : SERVING);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (heard != null) {
            drain.forget(heard);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
