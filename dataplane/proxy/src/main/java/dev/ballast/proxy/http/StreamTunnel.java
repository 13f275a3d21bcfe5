package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.tls.Security;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.Securing;
import dev.ballast.proxy.transport.Volume;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream that carries a WebSocket (RFC 8441) to an endpoint that speaks it over HTTP/1.1. What comes before the endpoint has agreed is held, at
 * most a window; from then on the stream is one side of a {@link Relay}, as a connection would be.
 */
final class StreamTunnel implements Connection, Http2Stream.Events {
    private final HttpLoop loop;
    private final Http2Conversation conversation;
    private final Http2Stream stream;
    private final ListenerConfig.TimeoutsConfig timeouts;
    private final WebSocketKey key;
    private final HeldBytes early = new HeldBytes();
    private boolean earlyEnd;
    private @Nullable ConnectionHandler handler;
    private boolean paused;
    private int unconsumed;
    private boolean open = true;
    private boolean closedTold;

    StreamTunnel(
            HttpLoop loop,
            Http2Conversation conversation,
            Http2Stream stream,
            Http2Request request,
            ListenerConfig.TimeoutsConfig timeouts) {
        this.loop = loop;
        this.conversation = conversation;
        this.stream = stream;
        this.timeouts = timeouts;
        this.key = WebSocketKey.random(loop.randomness());
        request.add(WebSocketKey.NAME, key.octets());
    }

    /** Whether an answer means to the client what it says: a 2xx would be taken for the tunnel, and 101 must prove that the endpoint knows WebSocket. */
    boolean understands(Response response) {
        return response.status() == 101 ? key.accepted(response) : response.status() / 100 != 2;
    }

    /** The endpoint has agreed. */
    Relay join(Relay.Owner owner, Connection endpoint, Received fromEndpoint, int rest) {
        stream.events(this);
        if (!early.isEmpty()) {
            HeldBytes waiting = early.take();
            endpoint.write(waiting, 0, waiting.length());
            endpoint.flush();
            stream.consumed(waiting.length());
        }
        int count = fromEndpoint.length() - rest;
        if (count > 0) {
            stream.send(fromEndpoint, rest, count, false);
        }
        conversation.flushSoon();
        Relay relay = new Relay(this, new Uncounted(owner), timeouts, loop.memory());
        relay.join(endpoint);
        if (earlyEnd) {
            ended();
        }
        return relay;
    }

    /** The octets of the whole connection are counted where they come and go. */
    private record Uncounted(Relay.Owner owner) implements Relay.Owner {
        @Override
        public void relayed(boolean fromClient, int count) {}

        @Override
        public void relayEnded(Relay.End end) {
            owner.relayEnded(end);
        }
    }

    // ---- What the client sends

    @Override
    public void data(Received from, int offset, int count) {
        ConnectionHandler to = handler;
        if (to == null) {
            early.add(from, offset, count);
            return;
        }
        HeldBytes piece = new HeldBytes();
        piece.add(from, offset, count);
        to.received(piece);
        if (paused) {
            unconsumed += count;
        } else {
            stream.consumed(count);
        }
    }

    @Override
    public void headers(HeaderList trailers, boolean end) {
        loop.give(trailers);
        ended();
    }

    @Override
    public void ended() {
        ConnectionHandler to = handler;
        if (to == null) {
            earlyEnd = true;
        } else {
            to.ended();
        }
    }

    @Override
    public void reset(ErrorCode code) {
        gone(true);
    }

    @Override
    public void broken(ErrorCode code) {
        gone(true);
    }

    @Override
    public void full() {} // The relay stops at its next octets.

    @Override
    public void drained() {
        ConnectionHandler to = handler;
        if (to != null) {
            to.writable();
        }
    }

    @Override
    public void stalled() {} // The relay watches that itself.

    /** Nothing of what came is passed on any more. */
    void forget() {
        stream.consumed(unconsumed + early.length());
        unconsumed = 0;
        early.clear();
    }

    private void gone(boolean reset) {
        open = false;
        forget();
        ConnectionHandler to = handler;
        if (to != null && !closedTold) {
            closedTold = true;
            to.closed(reset);
        }
    }

    private void leave() {
        open = false;
        loop.loop().execute(() -> gone(false));
    }

    // ---- The stream as a connection

    @Override
    public Loop loop() {
        return loop.loop();
    }

    @Override
    public InetSocketAddress localAddress() {
        return conversation.connection().localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return conversation.connection().remoteAddress();
    }

    @Override
    public void expect(Volume volume) {}

    @Override
    public void handler(ConnectionHandler hearer) {
        handler = hearer;
    }

    @Override
    public void unread(byte[] bytes) {
        throw new IllegalStateException("a stream takes nothing back");
    }

    @Override
    public boolean securable() {
        return false;
    }

    @Override
    public void secure(Security security, Securing then) {
        throw new IllegalStateException("a stream is as secure as its connection");
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        stream.send(HeldBytes.of(Arrays.copyOfRange(from, offset, offset + count)), 0, count, false);
    }

    @Override
    public void write(Received from, int offset, int count) {
        stream.send(from, offset, count, false);
    }

    @Override
    public void flush() {
        conversation.flushSoon();
    }

    @Override
    public long written() {
        return stream.sent() + stream.waiting();
    }

    @Override
    public long pending() {
        return stream.waiting();
    }

    /** The stream's connection is watched by the conversation that has it. */
    @Override
    public void giveUpAfter(long millis) {}

    @Override
    public boolean timedOut() {
        return false;
    }

    @Override
    public long progress() {
        return stream.sent();
    }

    @Override
    public boolean writable() {
        return stream.takesMore();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        int octets = unconsumed;
        unconsumed = 0;
        stream.consumed(octets);
    }

    @Override
    public void endOutput() {
        stream.end();
        conversation.flushSoon();
    }

    @Override
    public void closeAfterWrites() {
        stream.end();
        stream.finish();
        leave();
    }

    @Override
    public void close() {
        stream.reset(ErrorCode.CANCEL);
        leave();
    }

    @Override
    public void reset() {
        stream.reset(ErrorCode.CONNECT_ERROR); // RFC 9113, 8.5
        leave();
    }
}
