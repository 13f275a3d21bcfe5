package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.Acceptor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Map;

/**
 * The first handler of a channel that was accepted: asks whether it may come, makes it secure where that is wanted, and gives its place
 * to the {@link NettyConnection}.
 */
@ChannelHandler.Sharable
final class Admission extends ChannelInboundHandlerAdapter {
    private final Map<EventLoop, NettyLoop> loops;
    private final Acceptor acceptor;

    Admission(Map<EventLoop, NettyLoop> loops, Acceptor acceptor) {
        this.loops = loops;
        this.acceptor = acceptor;
    }

    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        Channel channel = context.channel();
        NettyLoop loop = loop(context);
        if (!acceptor.admit(loop)) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> acceptor.released(loop));
        ChannelHandler security = acceptor.security(loop, channel.alloc());
        if (security == null) {
            accepted(context, false);
        } else {
            context.pipeline().addFirst(security).addLast(new Secured());
            context.pipeline().remove(this);
        }
    }

    private void accepted(ChannelHandlerContext context, boolean secure) {
        NettyConnection connection = new NettyConnection(loop(context), context.channel());
        context.pipeline().replace(context.handler(), null, connection);
        acceptor.accepted(connection, secure);
    }

    private NettyLoop loop(ChannelHandlerContext context) {
        NettyLoop loop = loops.get(context.channel().eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a channel of another group");
        }
        return loop;
    }

    /** Waits for the end of the handshake. */
    private final class Secured extends ChannelInboundHandlerAdapter {
        private boolean heard;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !heard) {
                heard = true;
                if (handshake.isSuccess()) {
                    Admission.this.accepted(context, true);
                } else {
                    acceptor.handshakeFailed(loop(context));
                    context.close();
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!heard) {
                heard = true;
                acceptor.handshakeFailed(loop(context));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
