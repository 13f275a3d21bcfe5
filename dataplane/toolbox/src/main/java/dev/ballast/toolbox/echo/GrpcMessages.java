package dev.ballast.toolbox.echo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/** Takes the bytes of a call out of its frames, and says with {@link ChannelInputShutdownEvent} that the client has ended. */
final class GrpcMessages extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        boolean ended = false;
        if (frame instanceof Http2DataFrame data) {
            ended = data.isEndStream();
            context.fireChannelRead(data.content());
        } else {
            ended = frame instanceof Http2HeadersFrame head && head.isEndStream();
            ReferenceCountUtil.release(frame);
        }
        if (ended) {
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }
}
