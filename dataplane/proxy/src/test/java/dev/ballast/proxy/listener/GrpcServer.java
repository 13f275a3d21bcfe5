package dev.ballast.proxy.listener;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server of grpc-java whose messages are plain text. It does what they say: {@code fail CODE}, {@code never} answer, wait until {@code together N}
 * calls are there; else it says the same back.
 */
final class GrpcServer implements AutoCloseable {
    static final MethodDescriptor<String, String> UNARY = method(MethodType.UNARY);
    static final MethodDescriptor<String, String> DOWN = method(MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> UP = method(MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> BOTH = method(MethodType.BIDI_STREAMING);

    private final Server server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger deadlines = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    private final List<StreamObserver<String>> together = new ArrayList<>();
    private volatile boolean waits;

    GrpcServer() throws IOException {
        this(Integer.MAX_VALUE);
    }

    /** @param streams that a client may have open on a connection */
    GrpcServer(int streams) throws IOException {
        server = NettyServerBuilder.forPort(0)
                .maxConcurrentCallsPerConnection(streams)
                .addTransportFilter(new ServerTransportFilter() {
                    @Override
                    public Attributes transportReady(Attributes attributes) {
                        connections.incrementAndGet();
                        return attributes;
                    }
                })
                .addService(ServerServiceDefinition.builder("test")
                        .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                        .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(this::down))
                        .addMethod(UP, ServerCalls.asyncClientStreamingCall(this::up))
                        .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(this::both))
                        .build())
                .build()
                .start();
    }

    private static MethodDescriptor<String, String> method(MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("test/" + type)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream octets) {
            try {
                return new String(octets.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ---- What it does

    private void unary(String text, StreamObserver<String> answer) {
        hearOfCancel("UNARY", answer);
        if (Context.current().getDeadline() != null) {
            deadlines.incrementAndGet();
        }
        if (text.startsWith("together ")) {
            together(text, answer);
        } else if (!text.equals("never") && !failed(text, answer)) {
            answer.onNext(text);
            answer.onCompleted();
        }
    }

    private void together(String text, StreamObserver<String> answer) {
        synchronized (together) {
            together.add(answer);
            if (together.size() == Integer.parseInt(text.substring("together ".length()))) {
                together.forEach(each -> {
                    each.onNext(text);
                    each.onCompleted();
                });
            }
        }
    }

    private static boolean failed(String text, StreamObserver<String> answer) {
        if (!text.startsWith("fail ")) {
            return false;
        }
        answer.onError(Status.fromCode(Status.Code.valueOf(text.substring("fail ".length())))
                .withDescription("as asked: Ümläut")
                .asRuntimeException());
        return true;
    }

    private void hearOfCancel(String method, StreamObserver<String> answer) {
        ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(() -> cancelled.add(method));
    }

    /** As many messages as it says, as fast as they are taken. */
    private void down(String count, StreamObserver<String> answer) {
        ServerCallStreamObserver<String> stream = (ServerCallStreamObserver<String>) answer;
        int most = Integer.parseInt(count);
        int[] said = {0};
        stream.setOnCancelHandler(() -> cancelled.add("DOWN"));
        stream.setOnReadyHandler(() -> {
            waits = false;
            while (stream.isReady() && said[0] < most) {
                stream.onNext("z".repeat(10_000));
                said[0]++;
                sent.incrementAndGet();
            }
            waits = true;
            if (said[0] == most) {
                said[0]++;
                stream.onCompleted();
            }
        });
    }

    private StreamObserver<String> up(StreamObserver<String> answer) {
        long[] sum = {0};
        return new Heard("UP", text -> sum[0] += text.length(), () -> {
            answer.onNext(String.valueOf(sum[0]));
            answer.onCompleted();
        });
    }

    private StreamObserver<String> both(StreamObserver<String> answer) {
        return new Heard(
                "BOTH",
                text -> {
                    if (!failed(text, answer)) {
                        answer.onNext(text);
                    }
                },
                answer::onCompleted);
    }

    /** What comes of a call. */
    private final class Heard implements StreamObserver<String> {
        private final String method;
        private final java.util.function.Consumer<String> message;
        private final Runnable end;

        Heard(String method, java.util.function.Consumer<String> message, Runnable end) {
            this.method = method;
            this.message = message;
            this.end = end;
        }

        @Override
        public void onNext(String text) {
            message.accept(text);
        }

        @Override
        public void onError(Throwable broken) {
            cancelled.add(method);
        }

        @Override
        public void onCompleted() {
            end.run();
        }
    }

    // ---- What became of it

    int port() {
        return server.getPort();
    }

    /** That were made so far. */
    int connections() {
        return connections.get();
    }

    /** Calls that came with a deadline. */
    int deadlines() {
        return deadlines.get();
    }

    /** Messages that were sent by streams so far. */
    int sent() {
        return sent.get();
    }

    /** Whether a stream waits for somebody to take more. */
    boolean waits() {
        return waits;
    }

    /** The next call that is cancelled by its client. */
    @Nullable String cancelled() throws InterruptedException {
        return cancelled.poll(10, TimeUnit.SECONDS);
    }

    /** Takes no more calls: its connections are told so. */
    void leave() {
        server.shutdown();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
