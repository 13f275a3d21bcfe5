package dev.ballast.toolbox.echo;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One WebSocket (RFC 6455): sends back each frame as it came, a moment later if that is asked for, answers pings, and closes with the client, or
 * with a code of its own after the first message.
 */
final class WebSocketEcho extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final Duration delay;
    private final int closeCode;

    /**
     * @param delay before each frame is sent back
     * @param closeCode what it closes with once a message has come, 1000 to 4999; 0: it does not
     */
    WebSocketEcho(Duration delay, int closeCode) {
        this.delay = delay;
        this.closeCode = closeCode;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case CloseWebSocketFrame close -> context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            case PingWebSocketFrame ping -> context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case PongWebSocketFrame unasked -> {}
            default -> answer(context, frame);
        }
    }

    private void answer(ChannelHandlerContext context, WebSocketFrame frame) {
        if (closeCode != 0) {
            context.writeAndFlush(new CloseWebSocketFrame(closeCode, "asked for")).addListener(ChannelFutureListener.CLOSE);
        } else if (delay.isZero()) {
            context.writeAndFlush(frame.retain());
        } else {
            frame.retain();
            context.executor().schedule(() -> context.writeAndFlush(frame), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
