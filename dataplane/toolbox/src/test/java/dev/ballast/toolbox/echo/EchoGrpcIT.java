package dev.ballast.toolbox.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The echo server under a client of grpc-java. */
@Timeout(30)
class EchoGrpcIT {
    private static final MethodDescriptor<byte[], byte[]> SAY = method("ballast.echo.v1.Echo/Say", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> REPEAT = method("ballast.echo.v1.Echo/Repeat", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> CHAT = method("ballast.echo.v1.Echo/Chat", MethodType.BIDI_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> CHECK = method("grpc.health.v1.Health/Check", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> WATCH = method("grpc.health.v1.Health/Watch", MethodType.SERVER_STREAMING);
    /** Field 1: an enum. */
    private static final byte[] SERVING = {8, 1};
    private static final byte[] NOT_SERVING = {8, 2};

    private EchoServer server = start();
    private ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.httpPorts().getFirst()).usePlaintext().build();

    @BeforeEach
    void whatTheExampleNamesIsWhatIsCalled() throws IOException {
        assertThat(Path.of("../../examples/echo.proto")).content().contains("package ballast.echo.v1;", "service Echo", "rpc Say(", "rpc Repeat(", "rpc Chat(");
    }

    @AfterEach
    void nothingStays() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        server.close();
        assertThat(server.connections()).isZero();
    }

    @Test
    void aMessageComesBackWithTheNameInTheMetadata() {
        AtomicReference<Metadata> head = new AtomicReference<>();
        Channel told = ClientInterceptors.intercept(channel, MetadataUtils.newCaptureMetadataInterceptor(head, new AtomicReference<>()));
        assertThat(ClientCalls.blockingUnaryCall(told, SAY, CallOptions.DEFAULT, text("hello"))).isEqualTo(text("hello"));
        assertThat(Objects.requireNonNull(head.get()).get(key("echo-name"))).isEqualTo("blue");
        assertThat(say(channel, new byte[3_000_000])).hasSize(3_000_000);
        assertThat(say(channel, new byte[0])).isEmpty();
    }

    @Test
    void aStreamOfTheServersAsLongAsAskedFor() {
        List<byte[]> heard = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(with("echo-count", "5", "echo-delay", "10ms"), REPEAT, CallOptions.DEFAULT, text("hello")).forEachRemaining(heard::add);
        assertThat(heard).hasSize(5).allMatch(message -> Arrays.equals(message, text("hello")));
    }

    @Test
    void aConversationGoesBothWaysAtOnce() throws Exception {
        Heard heard = new Heard();
        StreamObserver<byte[]> both = ClientCalls.asyncBidiStreamingCall(channel.newCall(CHAT, CallOptions.DEFAULT), heard);
        for (int i = 0; i < 100; i++) {
            both.onNext(text("message " + i));
            assertThat(heard.next()).isEqualTo("message " + i);
        }
        both.onCompleted();
        assertThat(heard.next()).isEqualTo("end");
    }

    @Test
    void aCallEndsAsItAsksTo() {
        Status unavailable = refusal(() -> say(with("echo-status", "14"), text("hello")));
        assertThat(unavailable.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(unavailable.getDescription()).isEqualTo("asked for");
        assertThat(refusal(() -> say(with("echo-status", "not_found", "echo-delay", "20ms"), text("hello"))).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        List<byte[]> heard = new ArrayList<>();
        Status late = refusal(() -> ClientCalls.blockingServerStreamingCall(
                        with("echo-status", "DATA_LOSS", "echo-count", "2"), REPEAT, CallOptions.DEFAULT, text("hello"))
                .forEachRemaining(heard::add));
        assertThat(late.getCode()).isEqualTo(Status.Code.DATA_LOSS);
        assertThat(heard).hasSize(2);
    }

    @Test
    void whatIsAskedForWronglyIsNamed() {
        for (String[] wrong : new String[][] {{"echo-status", "99"}, {"echo-delay", "soon"}, {"echo-count", "many"}, {"echo-count", "100001"}}) {
            Status refusal = refusal(() -> say(with(wrong), text("hello")));
            assertThat(refusal.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refusal.getDescription()).contains(wrong[1]).contains("expected");
        }
        assertThat(refusal(() -> say(channel, new byte[5 << 20])).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void probesHearWhenItIsToldToGo() throws Exception {
        assertThat(ClientCalls.blockingUnaryCall(channel, CHECK, CallOptions.DEFAULT, new byte[0])).isEqualTo(SERVING);
        Heard watch = new Heard();
        ClientCalls.asyncServerStreamingCall(channel.newCall(WATCH, CallOptions.DEFAULT), new byte[0], watch);
        assertThat(watch.next()).isEqualTo(new String(SERVING, StandardCharsets.UTF_8));
        server.announce();
        assertThat(watch.next()).isEqualTo(new String(NOT_SERVING, StandardCharsets.UTF_8));
        assertThat(watch.next()).isEqualTo("error UNAVAILABLE");
        assertThat(ClientCalls.blockingUnaryCall(channel, CHECK, CallOptions.DEFAULT, new byte[0])).isEqualTo(NOT_SERVING);
    }

    @Test
    void toldToGoItEndsTheCallsThatItHas() throws Exception {
        Heard slow = new Heard();
        StreamObserver<byte[]> call = ClientCalls.asyncBidiStreamingCall(channel.newCall(CHAT, CallOptions.DEFAULT), slow);
        call.onNext(text("first"));
        assertThat(slow.next()).isEqualTo("first");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var cut = executor.submit(() -> server.drain(Duration.ofSeconds(20)));
            await().until(() -> refusal(() -> say(channel, text("new"))).getCode() == Status.Code.UNAVAILABLE);
            call.onNext(text("last"));
            assertThat(slow.next()).isEqualTo("last");
            call.onCompleted();
            assertThat(slow.next()).isEqualTo("end");
            assertThat(cut.get()).isZero();
        }
    }

    /** What a call brings: each message, and then the end. */
    private static final class Heard implements StreamObserver<byte[]> {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void onNext(byte[] message) {
            all.add(new String(message, StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable error) {
            all.add("error " + Status.fromThrowable(error).getCode());
        }

        @Override
        public void onCompleted() {
            all.add("end");
        }

        String next() throws InterruptedException {
            return String.valueOf(all.poll(10, TimeUnit.SECONDS));
        }
    }

    private static byte[] say(Channel channel, byte[] message) {
        return ClientCalls.blockingUnaryCall(channel, SAY, CallOptions.DEFAULT, message);
    }

    private Channel with(String... metadata) {
        Metadata asked = new Metadata();
        for (int i = 0; i < metadata.length; i += 2) {
            asked.put(key(metadata[i]), metadata[i + 1]);
        }
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(asked));
    }

    private static Status refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EchoServer start() {
        try {
            return EchoServer.start(EchoOptions.loopback("blue"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(new Octets())
                .setResponseMarshaller(new Octets())
                .build();
    }

    /** A message as it is. */
    private static final class Octets implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream octets) {
            try {
                return octets.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
