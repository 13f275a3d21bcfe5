package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Connection;
import dev.ballast.proxy.http2.Http2Limits;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.transport.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One side of a connection of HTTP/2 that hears what the other one says, and writes down what it means. */
abstract class Http2Talk implements Http2Connection.Owner {
    final Written written = new Written();
    final Http2Connection connection;
    private final HeadLimits heads;
    /** What was heard of each stream, in its order. */
    final Map<Integer, StringBuilder> heard = new TreeMap<>();

    final List<Breach> breaches = new ArrayList<>();
    /** Whether nothing more is read: what came before is told of all the same. */
    boolean over;

    Http2Talk(boolean server) {
        heads = server ? HeadLimits.REQUEST : HeadLimits.ANSWER;
        Http2Limits limits = server ? Http2Limits.standard() : Http2Limits.ofEndpoint();
        connection = new Http2Connection(written.connection, this, limits, server, new byte[Http2Limits.FRAME], 0);
        connection.begin();
    }

    final void read(List<byte[]> pieces) {
        for (byte[] piece : pieces) {
            connection.received(new Pieces(piece));
            connection.batchEnded();
        }
    }

    final StringBuilder heard(int stream) {
        return heard.computeIfAbsent(stream, id -> new StringBuilder());
    }

    /** Writes down what a stream says, and takes it. */
    abstract class Hearer implements Http2Stream.Events {
        private final StringBuilder heard;

        Hearer(StringBuilder heard) {
            this.heard = heard;
        }

        abstract Http2Stream stream();

        @Override
        public void data(Received from, int offset, int count) {
            byte[] copy = new byte[count];
            from.copy(offset, copy, 0, count);
            heard.append(new String(copy, ISO_8859_1));
            stream().consumed(count);
        }

        @Override
        public void ended() {
            heard.append("[ended]");
        }

        @Override
        public void reset(ErrorCode code) {
            heard.append("[reset ").append(code).append(']');
        }

        @Override
        public void broken(ErrorCode code) {
            heard.append("[broken ").append(code).append(']');
        }

        @Override
        public void full() {}

        @Override
        public void drained() {}

        @Override
        public void stalled() {}
    }

    @Override
    public HeaderList takeList() {
        return new HeaderList(heads.block(), heads.fields());
    }

    @Override
    public void give(HeaderList list) {}

    @Override
    public void breach(Breach what) {
        breaches.add(what);
    }

    @Override
    public void broken() {
        over = true;
    }

    @Override
    public void inHeaders(boolean now) {}

    @Override
    public void streamGone(int open) {}

    @Override
    public void leaving() {}

    @Override
    public void answered() {}

    @Override
    public void stalled() {}

    @Override
    public void ended() {}

    @Override
    public void closed(boolean reset) {}

    @Override
    public void received(int octets) {}

    @Override
    public void batchEnded() {}
}
