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

    /** Latencies in microseconds. */
    Histogram run(int port, int seconds) throws IOException, InterruptedException {
        try (Selector selector = Selector.open()) {
            BlockingQueue<Call> idle = new ArrayBlockingQueue<>(connections);
            try {
                for (int i = 0; i < connections; i++) {
                    idle.add(Call.open(port, selector));
                }
                return new Run(selector, idle, rate * seconds, TimeUnit.SECONDS.toNanos(1) / rate).histogram();
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    /** A connection, and the request on it. */
    private static final class Call {
        private final SocketChannel channel;
        private final ByteBuffer out = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST);
        private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
        private volatile long due;

        private Call(SocketChannel channel) {
            this.channel = channel;
        }

        static Call open(int port, Selector selector) throws IOException {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Call call = new Call(channel);
            channel.register(selector, SelectionKey.OP_READ, call);
            return call;
        }

        void ask(long when) throws IOException {
            due = when;
            in.clear();
            channel.write(out.flip());
        }

        /** Whether the answer, which ends in "ok", is whole now. */
        boolean answered() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("a connection ended");
            }
            int end = in.position();
            return end > 4 && in.get(end - 1) == 'k' && in.get(end - 2) == 'o' && in.get(end - 3) == '\n';
        }
    }

    /** One run. The calling thread sends. */
    private static final class Run {
        private final Histogram histogram = new Histogram(LONGEST_MICROS, 3);
        private final Selector selector;
        private final BlockingQueue<Call> idle;
        private final int count;
        private final long periodNanos;

        Run(Selector selector, BlockingQueue<Call> idle, int count, long periodNanos) {
            this.selector = selector;
            this.idle = idle;
            this.count = count;
            this.periodNanos = periodNanos;
        }

        Histogram histogram() throws IOException, InterruptedException {
            FutureTask<Void> receiving = new FutureTask<>(() -> {
                receive();
                return null;
            });
            Thread.ofPlatform().daemon().name("open-loop").start(receiving);
            long start = System.nanoTime();
            for (int i = 0; i < count && !receiving.isDone(); i++) {
                long due = start + i * periodNanos;
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
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
            return histogram;
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
                    if (call.answered()) {
                        histogram.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - call.due) / 1_000));
                        received++;
                        idle.add(call);
                    }
                }
            }
        }
    }
}
