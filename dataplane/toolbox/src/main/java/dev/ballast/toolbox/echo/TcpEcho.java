package dev.ballast.toolbox.echo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;

/** One TCP connection: sends back what it reads, reads no faster than the client takes it, and ends when the client has ended. */
final class TcpEcho extends ChannelInboundHandlerAdapter {
    private final EchoOptions options;

    TcpEcho(EchoOptions options) {
        this.options = options;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (options.tcpGreeting()) {
            context.writeAndFlush(Unpooled.copiedBuffer(options.name() + "\n", StandardCharsets.UTF_8));
        }
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        if (context.channel().isWritable()) {
            context.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            context.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
