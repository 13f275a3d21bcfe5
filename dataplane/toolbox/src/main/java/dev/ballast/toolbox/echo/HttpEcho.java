package dev.ballast.toolbox.echo;

import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.toolbox.echo.EchoOptions.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, or one stream of HTTP/2. The request's body is counted and summed as it streams by and never held. While an answer is delayed nothing
 * is read, and what was read already is held, so that answers keep their order.
 */
final class HttpEcho extends ChannelInboundHandlerAdapter {
    static final String NAME_HEADER = "Echo-Name";
    private static final String RECEIVED_HEADER = "Echo-Received";
    private static final String CRC_HEADER = "Echo-CRC32";
    private static final int MOST_IN_A_FRAME = 1 << 24;

    private final EchoOptions options;
    private final Drain drain;
    private final String protocol;
    private @Nullable HttpRequest request;
    private boolean invalid;
    private long received;
    private @Nullable CRC32 sum;
    private boolean waiting;
    private final Queue<Object> held = new ArrayDeque<>();

    /** @param protocol as the client is told what it sent */
    HttpEcho(EchoOptions options, Drain drain, String protocol) {
        this.options = options;
        this.drain = drain;
        this.protocol = protocol;
    }

    /** Whether a request has begun whose answer is not out. */
    boolean busy() {
        return request != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (waiting) {
            held.add(message);
        } else {
            handle(context, message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    private void handle(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                begin(context, head);
            }
            if (message instanceof HttpContent content) {
                take(content.content());
            }
            if (message instanceof LastHttpContent) {
                end(context);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest head) {
        request = head;
        invalid = head.decoderResult().isFailure();
        received = 0;
        sum = null;
        if (!invalid && HttpUtil.is100ContinueExpected(head)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void take(ByteBuf bytes) {
        if (bytes.isReadable()) {
            received += bytes.readableBytes();
            sum = sum == null ? new CRC32() : sum;
            sum.update(bytes.nioBuffer());
        }
    }

    private void end(ChannelHandlerContext context) {
        HttpRequest asked = request;
        if (asked == null) {
            return;
        }
        if (!invalid && isWebSocket(asked)) {
            becomeWebSocket(context, asked);
            return;
        }
        Answer answer;
        try {
            answer = invalid ? Answer.of(400, "this is not HTTP") : answerTo(asked);
        } catch (IllegalArgumentException wrong) {
            answer = Answer.of(400, String.valueOf(wrong.getMessage()));
        }
        if (answer.delay().isZero()) {
            send(context, asked, answer);
        } else {
            Answer late = answer;
            waiting = true;
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> sendLate(context, asked, late), answer.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static boolean isWebSocket(HttpRequest asked) {
        return asked.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && asked.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    /** {@code ?delay=200ms} holds each message back, {@code ?close=1011} closes after the first one. */
    private void becomeWebSocket(ChannelHandlerContext context, HttpRequest asked) {
        Duration delay;
        int close;
        try {
            var query = new QueryStringDecoder(asked.uri()).parameters();
            String given = first(query.get("close"));
            close = given == null ? 0 : within("close", given, 1000, 4999);
            delay = answerTo(asked).delay();
        } catch (IllegalArgumentException wrong) {
            send(context, asked, Answer.of(400, String.valueOf(wrong.getMessage())));
            return;
        }
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(asked.uri(), null, false, MOST_IN_A_FRAME).newHandshaker(asked);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
            return;
        }
        context.pipeline().addAfter(context.name(), "websocket", new WebSocketEcho(delay, close));
        HttpHeaders own = new DefaultHttpHeaders().set(NAME_HEADER, options.name());
        FullHttpRequest whole = new DefaultFullHttpRequest(
                asked.protocolVersion(), asked.method(), asked.uri(), Unpooled.EMPTY_BUFFER, asked.headers(), EmptyHttpHeaders.INSTANCE);
        handshaker.handshake(context.channel(), whole, own, context.newPromise());
        context.pipeline().remove(this);
    }

    private void sendLate(ChannelHandlerContext context, HttpRequest asked, Answer answer) {
        send(context, asked, answer);
        waiting = false;
        while (!waiting && !held.isEmpty()) {
            handle(context, held.remove());
        }
        if (!waiting) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** What the query asks for goes before what the server was told: {@code ?delay=200ms&bytes=10&status=503}. */
    private Answer answerTo(HttpRequest asked) {
        if (asked.uri().equals(options.healthPath())) {
            return Answer.of(drain.began() ? 503 : 200, "");
        }
        Answer plain = options.answer();
        if (asked.uri().indexOf('?') < 0) {
            return plain;
        }
        var query = new QueryStringDecoder(asked.uri()).parameters();
        String status = first(query.get("status"));
        String delay = first(query.get("delay"));
        String bytes = first(query.get("bytes"));
        return new Answer(
                status == null ? plain.status() : within("status", status, 200, 599),
                delay == null ? plain.delay() : GepDuration.of(delay).value(),
                bytes == null ? plain.bytes() : within("bytes", bytes, 0, Filler.MOST),
                plain.text(),
                plain.headers());
    }

    private static @Nullable String first(@Nullable List<String> values) {
        return values == null ? null : values.getFirst();
    }

    private static int within(String what, String text, int least, int most) {
        long value = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + text + ": expected " + least + " to " + most);
        }
        return (int) value;
    }

    private void send(ChannelHandlerContext context, HttpRequest asked, Answer answer) {
        if (!context.channel().isActive()) {
            return;
        }
        boolean keep = !invalid && HttpUtil.isKeepAlive(asked) && !drain.began();
        HttpResponseStatus status = HttpResponseStatus.valueOf(answer.status());
        boolean bodiless = status.code() == 204 || status.code() == 304;
        ByteBuf body = bodiless ? Unpooled.EMPTY_BUFFER : body(asked, answer);
        int length = body.readableBytes();
        if (asked.method().equals(HttpMethod.HEAD)) {
            body.release();
            body = Unpooled.EMPTY_BUFFER;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        var headers = response.headers();
        headers.set(NAME_HEADER, options.name());
        if (!bodiless) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN).set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        if (sum != null) {
            headers.set(RECEIVED_HEADER, received).set(CRC_HEADER, "%08x".formatted(sum.getValue()));
        }
        answer.headers().forEach(header -> headers.add(header.name(), header.value()));
        HttpUtil.setKeepAlive(response, keep);
        request = null;
        var written = context.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private ByteBuf body(HttpRequest asked, Answer answer) {
        if (answer.bytes() >= 0) {
            return Filler.of(answer.bytes());
        }
        return answer.text().isEmpty() ? describe(asked) : Unpooled.copiedBuffer(answer.text() + "\n", StandardCharsets.UTF_8);
    }

    private ByteBuf describe(HttpRequest asked) {
        StringBuilder text = new StringBuilder(256)
                .append("I am ").append(options.name()).append('\n')
                .append(asked.method()).append(' ').append(asked.uri()).append(' ').append(protocol).append('\n');
        for (Map.Entry<String, String> header : asked.headers()) {
            // Netty's own, on streams.
            if (!header.getKey().startsWith("x-http2-")) {
                text.append(header.getKey()).append(": ").append(header.getValue()).append('\n');
            }
        }
        if (sum != null) {
            text.append("body: ").append(received).append(" bytes, CRC-32 ").append("%08x".formatted(sum.getValue())).append('\n');
        }
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
