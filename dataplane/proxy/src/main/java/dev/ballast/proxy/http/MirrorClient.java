package dev.ballast.proxy.http;

import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/** In a client's place, for a copy of its request: it has sent everything already, and throws the answer away. */
final class MirrorClient implements Client {
    /** Whoever needs longer has no use for copies of what clients wait for: 30 s. */
    private static final long PATIENCE_MILLIS = 30_000;

    private final Copies copies;
    private final RequestMirror copy;
    private final Reading reading = new Reading(Nothing.NOTHING);
    private final Deadlines.Deadline patience;
    private final Exchange exchange;

    MirrorClient(HttpLoop loop, Copies copies, RequestMirror copy) {
        this.copies = copies;
        this.copy = copy;
        this.patience = loop.loop().deadlines().deadline(() -> cut(Reason.ResponseTimeout));
        this.exchange = new Exchange(loop, this, copy.listener(), copy.head());
    }

    void begin() {
        patience.in(PATIENCE_MILLIS);
        exchange.beginCopy(copy.plan().destination(), copy.filters());
        HeldBytes body = copy.body();
        if (body != null) {
            exchange.body(body, 0, body.length());
        }
        exchange.bodyEnd();
        exchange.flush();
    }

    void cut(Reason why) {
        exchange.abort(why.failure());
    }

    @Override
    public void exchangeEnded(Exchange.End end, @Nullable Failure failure) {
        patience.cancel();
        copies.ended(this, copy.plan(), failure == null);
    }

    @Override
    public ClientFacts facts() {
        return copy.facts();
    }

    @Override
    public String protocol() {
        return "copy";
    }

    @Override
    public Reading reading() {
        return reading;
    }

    @Override
    public Answer answer() {
        return Nothing.NOTHING;
    }

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public void flush() {}

    @Override
    public void bodyExpected() {}

    @Override
    public byte @Nullable [] upgrade() {
        return null;
    }

    @Override
    public boolean understands(Response response) {
        return true;
    }

    @Override
    public Fields trailers() {
        return Fields.NONE;
    }

    @Override
    public byte[] trailerBytes() {
        return Composer.NONE;
    }

    @Override
    public Relay tunnel(Relay.Owner owner, Connection endpoint, Received fromEndpoint, int rest) {
        throw new IllegalStateException("a copy asks for no other protocol");
    }

    /** Where an answer goes that nobody wants, and what has nothing to be stopped. */
    private enum Nothing implements Answer, Reading.Switch {
        NOTHING;

        @Override
        public void interim(Response head) {}

        @Override
        public void switching(Response head, byte[] protocol) {}

        @Override
        public void head(Response head, boolean bodiless) {}

        @Override
        public void data(Received from, int offset, int count) {}

        @Override
        public void end(byte[] bytes, @Nullable Fields trailers) {}

        @Override
        public void reply(Reply reply, boolean headOnly) {}

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}
    }
}
