package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.StatusRange;
import dev.ballast.traffic.endpoint.EndpointState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One of eight endpoints dies under load, and comes back: no GET fails. How long it takes is measured by {@code dataplane/benchmark/run F1 F2}. */
@ExtendWith(NoLeaks.class)
class FailoverIT {
    private static final int ENDPOINTS = 8;
    private static final int CLIENTS = 4;

    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    /** By what the endpoint's death is noticed. */
    enum Noticed {
        BY_TRAFFIC(EndpointState.EJECTED, new HealthConfig(null, new PassiveConfig(3, 0, 200, 400, 50), 50)),
        BY_PROBES(
                EndpointState.UNHEALTHY,
                new HealthConfig(
                        new ActiveConfig(ProbeType.HTTP, 100, 100, 2, 2, "/", List.of(new StatusRange(200, 299)), 0), new PassiveConfig(0, 0, 0, 0, 50), 50));

        private final EndpointState state;
        private final HealthConfig health;

        Noticed(EndpointState state, HealthConfig health) {
            this.state = state;
            this.health = health;
        }
    }

    @ParameterizedTest
    @EnumSource(Noticed.class)
    void no_get_fails_when_an_endpoint_dies_and_it_is_used_again_when_it_is_back(Noticed how) throws Exception {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < ENDPOINTS; i++) {
            endpoints.add(Endpoint.saying("fine"));
        }
        int[] ports = endpoints.stream().mapToInt(Endpoint::port).toArray();
        try (Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", policy -> with(policy, how.health), ports))) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> ask(proxy)));
            }
            some();
            endpoints.getFirst().close();
            await().until(() -> state(proxy, ports[0]) == how.state);
            some();
            endpoints.set(0, Endpoint.on(new ServerSocket(ports[0], 256, InetAddress.getLoopbackAddress()), talk -> {
                while (!talk.head().isEmpty()) {
                    talk.say(Endpoint.ok("fine"));
                }
            }));
            await().until(() -> state(proxy, ports[0]) == EndpointState.READY);
            await().until(() -> endpoints.getFirst().requests.size() > 100);
            enough.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(proxy.metric("ballast_failures_total")).isZero();
        } finally {
            for (Endpoint endpoint : endpoints) {
                endpoint.close();
            }
        }
    }

    /** Until many more answers have come. */
    private void some() {
        int until = answers.get() + 500;
        await().until(() -> answers.get() > until || !failures.isEmpty());
    }

    private void ask(Running proxy) {
        try (RawClient client = proxy.client("web")) {
            while (!enough.get()) {
                RawClient.Answer answer = client.get("/").answer();
                if (answer.status() != 200 || !answer.body().equals("fine")) {
                    failures.add(answer.toString());
                }
                answers.incrementAndGet();
            }
        } catch (IOException broken) {
            failures.add(broken.toString());
        }
    }

    private static EndpointState state(Running proxy, int port) {
        return Objects.requireNonNull(proxy.dataplane.backends().get("shop")).endpoints().stream()
                .filter(endpoint -> endpoint.config().port() == port)
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static PolicyConfig with(PolicyConfig p, HealthConfig health) {
        return new PolicyConfig(
                p.algorithm(), health, p.retryAttempts(), p.connectTimeoutMillis(), p.responseTimeoutMillis(), p.idleTimeoutMillis(), p.maxIdlePerEndpoint());
    }
}
