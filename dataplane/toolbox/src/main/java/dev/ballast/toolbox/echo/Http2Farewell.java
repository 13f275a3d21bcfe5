package dev.ballast.toolbox.echo;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Ends a connection of HTTP/2 in order: tells the client to go, and closes when the answer to its last request is out. Netty's own way closes within
 * the read that brought that request's end, before its answer is written.
 */
final class Http2Farewell extends Http2ConnectionAdapter {
    private final Channel channel;
    private final Http2Connection connection;

    private Http2Farewell(Channel channel, Http2Connection connection) {
        this.channel = channel;
        this.connection = connection;
    }

    /** On the connection's event loop. */
    static void say(Channel channel, Http2FrameCodec codec) {
        Http2Farewell farewell = new Http2Farewell(channel, codec.connection());
        codec.connection().addListener(farewell);
        channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        farewell.closeAfterTheLast();
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
        closeAfterTheLast();
    }

    private void closeAfterTheLast() {
        if (connection.numActiveStreams() == 0) {
            channel.eventLoop().execute(channel::close);
        }
    }
}
