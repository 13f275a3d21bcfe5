package dev.ballast.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.telemetry.AccessEntry;
import dev.ballast.proxy.telemetry.AccessLog;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import dev.ballast.traffic.balance.Location;
import dev.ballast.traffic.observe.TrafficObserver;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A dataplane on loopback with two event loops, for one test. */
public final class Running implements AutoCloseable {
    private static Carrier carrier = Carrier.RAW;

    final List<AccessEntry> logged = new CopyOnWriteArrayList<>();
    final Telemetry telemetry = new Telemetry(new AccessLog() {
        @Override
        public void add(AccessEntry entry) {
            logged.add(entry);
        }

        @Override
        public boolean admitsBlamed() {
            return true;
        }

        @Override
        public long dropped() {
            return 0;
        }
    });
    final TestMemory memory = new TestMemory();
    final NettyTransport transport;
    final Dataplane dataplane;

    public Running() {
        this(HttpLimits.standard());
    }

    Running(HttpLimits limits) {
        this(limits, 1000, carrier.start(), CertificateStore.best());
    }

    /** With so many client connections at most. */
    Running(int connections) {
        this(HttpLimits.standard(), connections, carrier.start(), CertificateStore.best());
    }

    Running(HttpLimits limits, int connections, NettyTransport transport, CertificateStore certificates) {
        this.transport = transport;
        DataplaneOptions options = DataplaneOptions.standard().withEventLoops(2).on("127.0.0.1").withMaxConnections(connections)
                .at(new Location("a", ""));
        dataplane = new Dataplane(options, telemetry, TrafficObserver.none(), transport, certificates, memory, limits);
    }

    /** What carries the connections from now on. */
    static void on(Carrier next) {
        carrier = next;
    }

    public Running install(Snapshots snapshot) {
        assertThat(dataplane.install(snapshot.build())).isEmpty();
        return this;
    }

    public int port(String listener) {
        return Objects.requireNonNull(dataplane.boundPorts().get(listener), listener);
    }

    RawClient client(String listener) throws IOException {
        return new RawClient(port(listener));
    }

    /** The sum of a metric over those of its lines that hold every one of the texts. */
    public double metric(String name, String... texts) {
        return telemetry.scrape().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> java.util.Arrays.stream(texts).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Fails when something happened that cannot happen, or something was not given back. */
    @Override
    public void close() {
        dataplane.close();
        assertThat(dataplane.leases()).as("leases that were not given back").isZero();
        assertThat(dataplane.openConnections()).as("places that were not given back").isZero();
        assertThat(metric("ballast_illegal_transitions_total")).isZero();
    }
}
