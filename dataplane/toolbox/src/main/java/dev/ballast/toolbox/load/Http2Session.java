package dev.ballast.toolbox.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/2 (RFC 9113). Requests come from any thread; what it knows of itself is written by its event loop alone.
 *
 * <p>More requests at once than the server's SETTINGS_MAX_CONCURRENT_STREAMS wait their turn inside Netty's codec; their time runs.
 */
final class Http2Session implements AutoCloseable {
    /** What a server may send on a stream before it hears that it was taken; twice that on the connection. */
    private static final int WINDOW = 1 << 20;
    private static final int LONGEST_HEAD = 64 * 1024;

    private enum State { OPEN, LEAVING, LOST }

    private final Duration timeout;
    private final CompletableFuture<Channel> agreed = new CompletableFuture<>();
    private volatile State state = State.OPEN;
    private volatile String ending = "closed by the other side";
    private boolean answered;
    private boolean broken;
    private int inFlight;

    private Http2Session(Duration timeout) {
        this.timeout = timeout;
    }

    /** Connects, shakes hands where the target is https, and waits until the server has said how many streams it takes. */
    static Http2Session open(Http2Target target, Duration timeout, EventLoopGroup loops) throws RequestFailed, InterruptedException {
        Http2Session session = new Http2Session(timeout);
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(session.beginning(target))
                .connect(target.target().address())
                .addListener(connected -> session.connected(connected.cause()));
        result(session.agreed);
        return session;
    }

    /** What a future comes to, its failure as what it is. */
    static <T> T result(CompletableFuture<T> future) throws RequestFailed, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RequestFailed failed) {
                throw failed;
            }
            throw new IllegalStateException(e);
        }
    }

    private ChannelHandler beginning(Http2Target target) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (target.tls() == null) {
                    speak(channel);
                } else {
                    channel.pipeline().addLast(tls(target.tls(), target.target(), channel), new Agreement());
                }
            }
        };
    }

    private SslHandler tls(JdkSslContext context, Target target, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), target.host(), target.address().getPort());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        return handler;
    }

    private void connected(@Nullable Throwable failure) {
        if (failure != null) {
            refuse(failure instanceof ConnectTimeoutException ? Cause.ConnectTimeout : Cause.ConnectFailure, RequestFailed.said(failure));
        }
    }

    private void refuse(Cause cause, String detail) {
        agreed.completeExceptionally(new RequestFailed(cause, detail));
    }

    private void speak(Channel channel) {
        Http2Settings settings = new Http2Settings().pushEnabled(false).initialWindowSize(WINDOW).maxHeaderListSize(LONGEST_HEAD);
        channel.pipeline().addLast(
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(settings)
                        .encoderEnforceMaxConcurrentStreams(true)
                        .gracefulShutdownTimeoutMillis(0)
                        .build(),
                // Streams of the server's are pushes, which the settings forbid.
                new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                new Watch());
        var silence = channel.eventLoop().schedule(() -> noSettings(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
        agreed.whenComplete((settled, failure) -> silence.cancel(false));
    }

    private void noSettings(Channel channel) {
        refuse(Cause.ResponseTimeout, "the server did not say that it speaks HTTP/2");
        channel.close();
    }

    /** Whether it takes requests. */
    boolean open() {
        return state == State.OPEN;
    }

    /** Whether it ended while it carried nothing, without a word before. */
    boolean lost() {
        return state == State.LOST;
    }

    /** How it ended, for a person. */
    String ending() {
        return ending;
    }

    /**
     * Sends a request and waits for its whole answer.
     *
     * @return empty when the connection takes no requests any more and nothing of this one was sent
     */
    Optional<Response> ask(Http2Target target) throws RequestFailed, InterruptedException {
        Channel channel = agreed.join();
        Http2Exchange exchange = new Http2Exchange(this);
        channel.eventLoop().execute(() -> begin(channel, target, exchange));
        return exchange.await();
    }

    private void begin(Channel channel, Http2Target target, Http2Exchange exchange) {
        inFlight++;
        if (!open()) {
            exchange.notSent();
            return;
        }
        ChannelHandler handlers = new ChannelInitializer<Http2StreamChannel>() {
            @Override
            protected void initChannel(Http2StreamChannel stream) {
                stream.pipeline().addLast(new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS), exchange);
            }
        };
        new Http2StreamChannelBootstrap(channel).handler(handlers).open().addListener((Future<Http2StreamChannel> opened) -> {
            if (opened.isSuccess()) {
                send(opened.getNow(), target, exchange);
            } else {
                exchange.notWritten(opened.cause());
            }
        });
    }

    private static void send(Http2StreamChannel stream, Http2Target target, Http2Exchange exchange) {
        boolean bodiless = !target.body().isReadable();
        stream.write(new DefaultHttp2HeadersFrame(target.head(), bodiless)).addListener(written -> {
            if (!written.isSuccess()) {
                exchange.notWritten(written.cause());
            }
        });
        if (!bodiless) {
            stream.write(new DefaultHttp2DataFrame(target.body().duplicate(), true));
        }
        stream.flush();
    }

    /** On the event loop: an exchange is over, once. */
    void over(boolean whole) {
        inFlight--;
        answered |= whole;
        if (state == State.LEAVING && inFlight == 0) {
            agreed.join().close();
        }
    }

    /** On the event loop: what a request failed of whose stream ended with the connection. */
    RequestFailed cut(boolean begun) {
        Cause cause = broken ? Cause.InvalidResponse : begun ? Cause.ResetDuringResponse : answered ? Cause.StaleConnection : Cause.ResetBeforeResponse;
        return new RequestFailed(cause, ending);
    }

    /** Takes no more requests, and ends with the last that is under way. Any thread. */
    @Override
    public void close() {
        Channel channel = agreed.join();
        channel.eventLoop().execute(() -> {
            if (state == State.OPEN) {
                state = State.LEAVING;
            }
            if (inFlight == 0) {
                channel.close();
            }
        });
    }

    /** What a code of RFC 9113, section 7, is called. */
    static String name(long code) {
        Http2Error error = Http2Error.valueOf(code);
        return error == null ? "code " + code : error.name();
    }

    /** Waits for TLS and what was agreed on. */
    private final class Agreement extends ApplicationProtocolNegotiationHandler {
        Agreement() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                speak(context.channel());
            } else {
                refuse(Cause.TlsFailure, "h2 was not agreed on by ALPN");
                context.close();
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            refuse(Cause.TlsFailure, RequestFailed.said(cause));
            context.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            handshakeFailure(context, cause);
        }
    }

    /** Hears what is said of the connection as a whole; comes before its streams hear that they ended with it. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2GoAwayFrame told) {
                state = State.LEAVING;
                ending = "closed after GOAWAY " + name(told.errorCode());
            } else if (frame instanceof Http2SettingsFrame) {
                agreed.complete(context.channel());
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (state == State.LEAVING && inFlight == 0) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            broken |= !(cause instanceof IOException);
            ending = RequestFailed.said(cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (state == State.OPEN) {
                // Where requests were under way they fail of it, and the next one has a new connection as after any failure.
                state = inFlight == 0 ? State.LOST : State.LEAVING;
            }
            agreed.completeExceptionally(cut(false));
        }
    }
}
