package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RateLimitConfig.Algorithm;
import dev.ballast.contract.snapshot.RateLimitConfig.Key;
import dev.ballast.proxy.http2.RawHttp2;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients and servers of grpc-java, with Ballast between them. */
@ExtendWith(NoLeaks.class)
class GrpcIT {
    private static Running proxy(GrpcServer... servers) {
        int[] ports = java.util.Arrays.stream(servers).mapToInt(GrpcServer::port).toArray();
        return new Running().install(snapshot().http("web", "shop").backend("shop", policy -> policy.over(Protocol.HTTP2), ports));
    }

    private static ManagedChannel channel(Running proxy) {
        return NettyChannelBuilder.forAddress("127.0.0.1", proxy.port("web")).usePlaintext().build();
    }

    private static void end(ManagedChannel channel) throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static String echo(Channel channel, String text) {
        return ClientCalls.blockingUnaryCall(channel, GrpcServer.UNARY, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), text);
    }

    private static Status refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    /** What a call brings: each message, and then the end. */
    private static final class Heard implements StreamObserver<String> {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void onNext(String message) {
            all.add(message);
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

    @Test
    void calls_their_statuses_and_their_metadata_pass() throws Exception {
        try (GrpcServer server = new GrpcServer();
                Running proxy = proxy(server)) {
            ManagedChannel channel = channel(proxy);
            assertThat(echo(channel, "hello")).isEqualTo("hello");
            assertThat(echo(channel, "x".repeat(1_000_000))).hasSize(1_000_000);
            Status missing = refusal(() -> echo(channel, "fail NOT_FOUND"));
            assertThat(missing.getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(missing.getDescription()).isEqualTo("as asked: Ümläut");
            assertThat(proxy.metric("ballast_requests_total", "2xx")).isEqualTo(3);
            assertThat(server.connections()).isEqualTo(1);
            end(channel);
        }
    }

    @Test
    void streams_pass_both_ways_at_once() throws Exception {
        try (GrpcServer server = new GrpcServer();
                Running proxy = proxy(server)) {
            ManagedChannel channel = channel(proxy);
            Iterator<String> many = ClientCalls.blockingServerStreamingCall(channel, GrpcServer.DOWN, CallOptions.DEFAULT, "500");
            int count = 0;
            while (many.hasNext()) {
                assertThat(many.next()).hasSize(10_000);
                count++;
            }
            assertThat(count).isEqualTo(500);
            Heard sum = new Heard();
            StreamObserver<String> up = ClientCalls.asyncClientStreamingCall(channel.newCall(GrpcServer.UP, CallOptions.DEFAULT), sum);
            for (int i = 0; i < 500; i++) {
                up.onNext("y".repeat(10_000));
            }
            up.onCompleted();
            assertThat(sum.next()).isEqualTo("5000000");
            assertThat(sum.next()).isEqualTo("end");
            Heard echoes = new Heard();
            StreamObserver<String> both = ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcServer.BOTH, CallOptions.DEFAULT), echoes);
            for (int i = 0; i < 200; i++) {
                both.onNext("message " + i);
                assertThat(echoes.next()).isEqualTo("message " + i);
            }
            both.onCompleted();
            assertThat(echoes.next()).isEqualTo("end");
            end(channel);
        }
    }

    @Test
    void a_cancel_of_either_side_reaches_the_other() throws Exception {
        try (GrpcServer server = new GrpcServer();
                Running proxy = proxy(server)) {
            ManagedChannel channel = channel(proxy);
            Heard heard = new Heard();
            io.grpc.ClientCall<String, String> call = channel.newCall(GrpcServer.BOTH, CallOptions.DEFAULT);
            StreamObserver<String> both = ClientCalls.asyncBidiStreamingCall(call, heard);
            both.onNext("hello");
            assertThat(heard.next()).isEqualTo("hello");
            call.cancel("enough", null);
            assertThat(server.cancelled()).isEqualTo("BOTH");
            Heard other = new Heard();
            StreamObserver<String> cut = ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcServer.BOTH, CallOptions.DEFAULT), other);
            cut.onNext("fail ABORTED");
            assertThat(other.next()).isEqualTo("error ABORTED");
            await().until(() -> proxy.dataplane.leases() == 0);
            assertThat(proxy.metric("ballast_failures_total", "ClientReset")).isEqualTo(1);
            end(channel);
        }
    }

    @Test
    void a_deadline_is_known_to_the_server_and_ends_the_call() throws Exception {
        try (GrpcServer server = new GrpcServer();
                Running proxy = proxy(server)) {
            ManagedChannel channel = channel(proxy);
            Status late = refusal(() -> ClientCalls.blockingUnaryCall(
                    channel, GrpcServer.UNARY, CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS), "never"));
            assertThat(late.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(server.deadlines()).isGreaterThan(0);
            assertThat(server.cancelled()).isEqualTo("UNARY");
            end(channel);
        }
    }

    @Test
    void a_client_that_does_not_read_holds_the_server() throws Exception {
        try (GrpcServer server = new GrpcServer();
                Running proxy = proxy(server)) {
            ManagedChannel channel = channel(proxy);
            AtomicBoolean go = new AtomicBoolean();
            BlockingQueue<String> ends = new LinkedBlockingQueue<>();
            io.grpc.ClientCall<String, String> call = channel.newCall(GrpcServer.DOWN, CallOptions.DEFAULT);
            ClientCalls.asyncServerStreamingCall(call, "2000", new ClientResponseObserver<String, String>() {
                @Override
                public void beforeStart(io.grpc.stub.ClientCallStreamObserver<String> stream) {
                    stream.disableAutoRequestWithInitial(1);
                }

                @Override
                public void onNext(String message) {
                    if (go.get()) {
                        call.request(1);
                    }
                }

                @Override
                public void onError(Throwable error) {
                    ends.add("error " + Status.fromThrowable(error));
                }

                @Override
                public void onCompleted() {
                    ends.add("end");
                }
            });
            await().until(() -> server.waits() && proxy.dataplane.held() > 0);
            assertThat(server.sent()).isLessThan(1_000);
            assertThat(proxy.dataplane.held()).isLessThan(256 * 1024);
            assertThat(echo(channel, "beside it")).isEqualTo("beside it");
            go.set(true);
            call.request(1);
            assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("end");
            end(channel);
        }
    }

    @Test
    void as_many_connections_are_made_as_the_server_allows_streams_for() throws Exception {
        try (GrpcServer server = new GrpcServer(5);
                Running proxy = proxy(server)) {
            ManagedChannel channel = channel(proxy);
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                calls.add(ClientCalls.futureUnaryCall(channel.newCall(GrpcServer.UNARY, CallOptions.DEFAULT), "together 60"));
            }
            for (Future<String> call : calls) {
                assertThat(answer(call)).isEqualTo("together 60");
            }
            assertThat(server.connections()).isBetween(12, 14);
            end(channel);
        }
    }

    @Test
    void a_server_that_goes_loses_no_call() throws Exception {
        try (GrpcServer going = new GrpcServer();
                GrpcServer staying = new GrpcServer();
                Running proxy = proxy(going, staying)) {
            ManagedChannel channel = channel(proxy);
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                calls.add(ClientCalls.futureUnaryCall(channel.newCall(GrpcServer.UNARY, CallOptions.DEFAULT), "call " + i));
                if (i == 1_000) {
                    going.leave();
                }
                if (i % 50 == 0) {
                    answer(calls.get(i));
                }
            }
            for (int i = 0; i < calls.size(); i++) {
                assertThat(answer(calls.get(i))).isEqualTo("call " + i);
            }
            end(channel);
        }
    }

    @Test
    void what_is_answered_here_has_a_status_of_gRPC_and_the_reason() throws Exception {
        RateLimitConfig one = new RateLimitConfig("few", List.of("few"), Key.Listener, null, Algorithm.TokenBucket, 1, 3600, 1, true);
        try (GrpcServer server = new GrpcServer();
                Running proxy = new Running().install(snapshot()
                        .limited(one)
                        .http("empty", "nobody").backend("nobody", policy -> policy.over(Protocol.HTTP2))
                        .http("slow", "shop").http("few", "shop")
                        .backend("shop", policy -> Snapshots.with(policy, 1, 3000, 300, 4000, 32).over(Protocol.HTTP2), server.port()))) {
            assertThat(refused(proxy, "empty", "hello")).isEqualTo("UNAVAILABLE 503 Service Unavailable: NoEndpoint");
            assertThat(refused(proxy, "slow", "never")).isEqualTo("DEADLINE_EXCEEDED 504 Gateway Timeout: ResponseTimeout");
            assertThat(refused(proxy, "few", "never")).startsWith("DEADLINE_EXCEEDED ");
            assertThat(refused(proxy, "few", "hello")).isEqualTo("RESOURCE_EXHAUSTED 429 Too Many Requests: RateLimited: few");
            assertThat(proxy.metric("ballast_requests_total", "5xx")).as("whoever counts errors sees those of HTTP").isEqualTo(3);
            assertThat(proxy.metric("ballast_failures_total", "NoEndpoint")).isEqualTo(1);
        }
    }

    private static String refused(Running proxy, String listener, String text) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", proxy.port(listener)).usePlaintext().build();
        Status status = refusal(() -> echo(channel, text));
        end(channel);
        return status.getCode() + " " + status.getDescription();
    }

    @Test
    void only_who_asks_in_gRPC_is_answered_in_it() throws Exception {
        try (Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop"));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            client.headers(1, true, ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "shop", "content-type", "application/grpc+proto");
            assertThat(client.next(RawHttp2.HEADERS).fields()).contains(":status: 200", "content-type: application/grpc", "grpc-status: 14", "grpc-message: 503 Service Unavailable: NoEndpoint");
            client.headers(3, true, ":method", "POST", ":scheme", "http", ":path", "/a%2fb", ":authority", "shop", "content-type", "application/grpc");
            assertThat(client.next(RawHttp2.HEADERS).fields()).contains("grpc-status: 13", "grpc-message: 400 Bad Request: EncodedPath: the path holds %252f, %255c or %2500");
            client.headers(5, true, ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "shop", "content-type", "application/grpc-web");
            assertThat(client.next(RawHttp2.HEADERS).fields()).contains(":status: 503");
        }
    }

    private static String answer(Future<String> call) throws InterruptedException {
        try {
            return call.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }
}
