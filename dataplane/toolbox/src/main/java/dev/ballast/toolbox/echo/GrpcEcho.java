package dev.ballast.toolbox.echo;

import dev.ballast.contract.manifest.GepDuration;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One call of gRPC, of whatever service and method: each message is sent back as it came, whatever is in it. The call's metadata may ask for more:
 * {@code echo-count: 5} sends it so often (a stream of the server's), {@code echo-delay: 200ms} holds each back, {@code echo-status: UNAVAILABLE}
 * ends the call with this, and without a message where no count is given.
 */
final class GrpcEcho extends ChannelInboundHandlerAdapter {
    private static final int MOST_TIMES = 100_000;

    private final GrpcAnswer answer;
    private final Queue<ByteBuf> due = new ArrayDeque<>();
    private Duration delay;
    private int count = 1;
    private GrpcStatus status = GrpcStatus.OK;
    private String why = "";
    private boolean waiting;
    private boolean clientEnded;

    GrpcEcho(EchoOptions options, Http2Headers call) {
        answer = new GrpcAnswer(options, call);
        delay = options.answer().delay();
        try {
            read(call);
        } catch (IllegalArgumentException wrong) {
            count = 0;
            status = GrpcStatus.INVALID_ARGUMENT;
            why = String.valueOf(wrong.getMessage());
        }
    }

    private void read(Http2Headers call) {
        if (call.contains("echo-delay")) {
            delay = GepDuration.of(call.get("echo-delay").toString()).value();
        }
        if (call.contains("echo-status")) {
            status = GrpcStatus.of(call.get("echo-status").toString());
            count = status == GrpcStatus.OK ? 1 : 0;
            why = status == GrpcStatus.OK ? "" : "asked for";
        }
        if (call.contains("echo-count")) {
            count = count(call.get("echo-count").toString());
        }
    }

    private static int count(String text) {
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) <= MOST_TIMES) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("echo-count: " + text + ": expected 0 to " + MOST_TIMES);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf framed = (ByteBuf) message;
        for (int i = 0; i < count; i++) {
            due.add(framed.retainedDuplicate());
        }
        framed.release();
        goOn(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            clientEnded = true;
            goOn(context);
        } else {
            ReferenceCountUtil.release(event);
        }
    }

    /** Sends what is due, as fast as the client takes it; the end comes after the last, or held back like a message where there was none. */
    private void goOn(ChannelHandlerContext context) {
        while (!waiting && context.channel().isWritable() && (!due.isEmpty() || clientEnded)) {
            if (!delay.isZero() && (!due.isEmpty() || count == 0)) {
                waiting = true;
                context.executor().schedule(() -> afterTheDelay(context), delay.toNanos(), TimeUnit.NANOSECONDS);
            } else if (!next(context)) {
                return;
            }
        }
    }

    private void afterTheDelay(ChannelHandlerContext context) {
        waiting = false;
        if (context.channel().isActive() && next(context)) {
            goOn(context);
        }
    }

    /** Whether there may be more. */
    private boolean next(ChannelHandlerContext context) {
        ByteBuf framed = due.poll();
        if (framed == null) {
            answer.end(context, status, why);
            return false;
        }
        answer.message(context, framed);
        return true;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
        goOn(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        due.forEach(ByteBuf::release);
        due.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            answer.end(context, GrpcStatus.RESOURCE_EXHAUSTED, "a message is longer than 4 MiB");
        } else {
            context.close();
        }
    }
}
