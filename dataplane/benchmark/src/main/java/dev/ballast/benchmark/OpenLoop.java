package dev.ballast.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests at a fixed rate, whatever became of those before (an open loop): request n is due n / rate seconds after the start, and its latency counts from
 * then, also when every connection was busy. So a proxy that pauses is seen to have made all wait that were due meanwhile, which a closed loop hides
 * (Tene: coordinated omission). One thread sends and one receives; in the steady state neither makes garbage.
 */
final class OpenLoop {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(10);

    private final int connections;
    private final int rate;

    OpenLoop(int connections, int rate) {
        this.connections = connections;
        this.rate = rate;
    }

    /**
     * What came of all requests.
     *
     * @param latencies in microseconds, of failed ones too
     * @param late by how many microseconds the sender woke up too late for one that was still to come: so much of the latencies is not the proxy's
     * @param failed those without a whole answer of two bytes
     */
    record Answers(Histogram latencies, Histogram late, long failed) {}

    /**
     * Latencies in microseconds.
     *
     * @throws IOException when a request fails
     */
    Histogram run(int port, int seconds) throws IOException, InterruptedException {
        Answers answers = count(port, seconds);
        if (answers.failed > 0) {
            throw new IOException(answers.failed + " requests failed");
        }
        return answers.latencies;
    }

    /** The same where requests may fail: what breaks off is counted, and its connection is made anew. */
    Answers count(int port, int seconds) throws IOException, InterruptedException {
        try (Selector selector = Selector.open()) {
            BlockingQueue<Call> idle = new ArrayBlockingQueue<>(connections);
            try {
                for (int i = 0; i < connections; i++) {
                    idle.add(Call.open(port, selector));
                }
                return new Run(selector, idle, rate * seconds, TimeUnit.SECONDS.toNanos(1) / rate).answers();
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    /** What has come of a request. */
    private enum Came {
        /** Not yet all. */
        PART,
        ANSWER,
        FAILURE,
        /** What nobody asked for: the connection ended between two requests. */
        NOTHING
    }

    /** A connection, and the request on it. Asked by one thread, and read by another one. */
    private static final class Call {
        private final int port;
        private final Selector selector;
        private final ByteBuffer out = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST);
        private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
        private volatile SocketChannel channel;
        private volatile long due;
        private volatile boolean asking;

        private Call(int port, Selector selector) throws IOException {
            this.port = port;
            this.selector = selector;
            this.channel = open();
        }

        static Call open(int port, Selector selector) throws IOException {
            return new Call(port, selector);
        }

        private SocketChannel open() throws IOException {
            SocketChannel opened = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        }

        void ask(long when) {
            due = when;
            in.clear();
            asking = true;
            try {
                channel.write(out.flip());
            } catch (IOException broken) {
                // Whoever reads sees that, too.
            }
        }

        Came read() throws IOException {
            boolean ended;
            try {
                ended = channel.read(in) < 0;
            } catch (IOException reset) {
                ended = true;
            }
            int end = in.position();
            boolean good = end > 6 && empty(end - 2);
            if (!ended && !good && !error(end)) {
                return Came.PART;
            }
            boolean asked = asking;
            asking = false;
            if (ended) {
                channel.close();
                channel = open();
            }
            return !asked ? Came.NOTHING : good && !ended ? Came.ANSWER : Came.FAILURE;
        }

        /** Whether an empty line ends there. */
        private boolean empty(int end) {
            return in.get(end - 1) == '\n' && in.get(end - 2) == '\r' && in.get(end - 3) == '\n' && in.get(end - 4) == '\r';
        }

        /** Whether an answer of an error is whole: its text is a line, and the line before it is empty. */
        private boolean error(int end) {
            if (end < 16 || in.get(end - 1) != '\n' || in.get(9) == '2') {
                return false;
            }
            for (int at = 3; at < end - 1; at++) {
                if (empty(at + 1)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** One run. The calling thread sends. */
    private static final class Run {
        private final Histogram histogram = new Histogram(LONGEST_MICROS, 3);
        private final Histogram late = new Histogram(LONGEST_MICROS, 3);
        private final Selector selector;
        private final BlockingQueue<Call> idle;
        private final int count;
        private final long periodNanos;
        private long failed;

        Run(Selector selector, BlockingQueue<Call> idle, int count, long periodNanos) {
            this.selector = selector;
            this.idle = idle;
            this.count = count;
            this.periodNanos = periodNanos;
        }

        Answers answers() throws IOException, InterruptedException {
            FutureTask<Void> receiving = new FutureTask<>(() -> {
                receive();
                return null;
            });
            Thread.ofPlatform().daemon().name("open-loop").start(receiving);
            long start = System.nanoTime();
            for (int i = 0; i < count && !receiving.isDone(); i++) {
                long due = start + i * periodNanos;
                sleepUntil(due);
                Call next = idle.poll(LONGEST_MICROS, TimeUnit.MICROSECONDS);
                if (next == null) {
                    throw new IOException("no answer on any connection");
                }
                next.ask(due);
            }
            try {
                receiving.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
            return new Answers(histogram, late, failed);
        }

        private void sleepUntil(long due) {
            long early = due - System.nanoTime();
            if (early > 0) {
                for (; early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                late.recordValue(Math.min(LONGEST_MICROS, -early / 1_000));
            }
        }

        private void receive() throws IOException {
            for (int received = 0; received < count; ) {
                if (selector.select(TimeUnit.MICROSECONDS.toMillis(LONGEST_MICROS)) == 0) {
                    throw new IOException("no answer on any connection");
                }
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    Call call = (Call) ready.next().attachment();
                    ready.remove();
                    Came came = call.read();
                    if (came == Came.ANSWER || came == Came.FAILURE) {
                        failed += came == Came.FAILURE ? 1 : 0;
                        histogram.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - call.due) / 1_000));
                        received++;
                        idle.add(call);
                    }
                }
            }
        }
    }
}
