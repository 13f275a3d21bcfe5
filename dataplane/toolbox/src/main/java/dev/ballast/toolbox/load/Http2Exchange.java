package dev.ballast.toolbox.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2NoMoreStreamIdsException;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.handler.codec.http2.StreamBufferingEncoder.Http2GoAwayException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request and its answer, on a stream of their own. Its fields belong to the event loop; whoever asked waits for the future. */
final class Http2Exchange extends ChannelInboundHandlerAdapter {
    private final Http2Session session;
    private final CompletableFuture<Optional<Response>> answer = new CompletableFuture<>();
    private @Nullable Response head;
    private @Nullable FirstLine said;
    private long bodyBytes;

    Http2Exchange(Http2Session session) {
        this.session = session;
    }

    /** Empty: nothing was sent. */
    Optional<Response> await() throws RequestFailed, InterruptedException {
        return Http2Session.result(answer);
    }

    /** The connection takes no more requests, and this one may go to another. */
    void notSent() {
        if (answer.complete(Optional.empty())) {
            session.over(false);
        }
    }

    /** The request's head could not be written. */
    void notWritten(Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        if (root instanceof Http2GoAwayException || root instanceof Http2NoMoreStreamIdsException) {
            notSent();
        } else {
            fail(session.cut(false));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) throws Http2Exception {
        try {
            switch (frame) {
                case Http2HeadersFrame head -> take(context, head);
                case Http2DataFrame data -> take(context, data);
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    /** An interim answer, the answer's head, or what follows its body. */
    private void take(ChannelHandlerContext context, Http2HeadersFrame frame) throws Http2Exception {
        if (head == null) {
            int status = HttpConversionUtil.parseStatus(frame.headers().status()).code();
            if (status < 200) {
                return;
            }
            head = new Response(status, copy(frame.headers()), 0, true, "");
            said = FirstLine.of(head);
        }
        if (frame.isEndStream()) {
            complete(context, head);
        }
    }

    private static List<LoadOptions.Header> copy(Http2Headers from) {
        List<LoadOptions.Header> headers = new ArrayList<>(from.size());
        from.forEach(header -> headers.add(new LoadOptions.Header(header.getKey().toString(), header.getValue().toString())));
        return headers;
    }

    private void take(ChannelHandlerContext context, Http2DataFrame data) {
        bodyBytes += data.content().readableBytes();
        if (said != null) {
            said.add(data.content());
        }
        if (data.isEndStream() && head != null) {
            complete(context, head);
        }
    }

    private void complete(ChannelHandlerContext context, Response begun) {
        if (answer.complete(Optional.of(begun.ended(bodyBytes, true, said)))) {
            session.over(true);
            // Ends nothing where the request was sent to its end; else the server needs no more of it.
            context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case Http2ResetFrame reset when reset.errorCode() == Http2Error.REFUSED_STREAM.code() -> fail(new RequestFailed(Cause.RefusedStream, "RST_STREAM REFUSED_STREAM"));
            case Http2ResetFrame reset -> fail(new RequestFailed(Cause.StreamReset, "RST_STREAM " + Http2Session.name(reset.errorCode())));
            case Http2GoAwayFrame left -> fail(new RequestFailed(Cause.GoAway, "GOAWAY " + Http2Session.name(left.errorCode()) + ", and this request was not looked at"));
            default -> {}
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(session.cut(head != null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(switch (cause) {
            case ReadTimeoutException silence -> new RequestFailed(Cause.ResponseTimeout, head == null ? "no answer" : "the answer stopped");
            case Http2Exception wrong -> new RequestFailed(Cause.InvalidResponse, RequestFailed.said(wrong));
            default -> session.cut(head != null);
        });
        context.close();
    }

    private void fail(RequestFailed failure) {
        if (answer.completeExceptionally(failure)) {
            session.over(false);
        }
    }
}
