package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.Acceptor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.Map;

/** The first handler of a channel that was accepted: asks whether it may come, and gives its place to the {@link NettyConnection}. */
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
        NettyLoop loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a channel of another group");
        }
        if (!acceptor.admit(loop)) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> acceptor.released(loop));
        accepted(context, loop, acceptor);
    }

    private static void accepted(ChannelHandlerContext context, NettyLoop loop, Acceptor acceptor) {
        NettyConnection connection = new NettyConnection(loop, context.channel());
        context.pipeline().replace(context.handler(), null, connection);
        acceptor.accepted(connection);
    }

    /** The first handler of a channel that was admitted before it became one. */
    static ChannelHandler admitted(NettyLoop loop, Acceptor acceptor) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRegistered(ChannelHandlerContext context) {
                accepted(context, loop, acceptor);
            }
        };
    }
}
