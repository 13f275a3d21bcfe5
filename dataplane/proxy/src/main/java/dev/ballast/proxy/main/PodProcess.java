package dev.ballast.proxy.main;

import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.proxy.admin.ChannelServer;
import dev.ballast.proxy.admin.Guard;
import dev.ballast.proxy.admin.HttpPort;
import dev.ballast.proxy.admin.Pages;
import dev.ballast.proxy.config.BootSnapshot;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.QuotaGate;
import dev.ballast.proxy.config.SnapshotFile;
import dev.ballast.proxy.listener.DataplaneOptions;
import dev.ballast.traffic.balance.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A dataplane in a pod: configured by the operator through the channel, and by its boot snapshot until then. */
final class PodProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodProcess.class);
    private static final String BIND_ADDRESS = "--bind-address";
    private static final DrainConfig WHERE_NOTHING_RUNS = new DrainConfig(0, 0);

    private final DataplaneProcess process;
    private final HttpPort probes;
    private final HttpPort stats;
    private final ChannelServer channel;
    private final QuotaReports quotaReports;

    /**
     * What a pod is told by its environment.
     *
     * @param owner {@code ballast://<namespace>/<uid of the LoadBalancer>}
     * @param bootDirectory holds the boot Secret's key {@code snapshot}
     * @param tlsDirectory holds {@code tls.crt}, {@code tls.key} and {@code ca.crt}
     * @param stateDirectory in memory, outlives the process but not the pod
     * @param operatorName the URI name in the operator's certificate
     * @param bindAddress literal that the channel, the probes and the listeners bind; {@code ""} is every address
     * @param channelPort 0 lets the kernel choose, as for the other ports
     * @param pushWait how long a push is waited for before the boot snapshot is enough to be ready
     * @param location where it runs
     */
    record Settings(
            String owner,
            Path bootDirectory,
            Path tlsDirectory,
            Path stateDirectory,
            String operatorName,
            String bindAddress,
            int channelPort,
            int probePort,
            int adminPort,
            Duration pushWait,
            Location location) {}

    /**
     * Starts: ports first, so that the operator can push while the boot snapshot is installed; the order of revisions decides between the
     * two.
     *
     * @throws IOException when a port cannot be bound; the message names it
     */
    PodProcess(Settings settings) throws IOException, InterruptedException {
        SnapshotFile state = new SnapshotFile(settings.stateDirectory().resolve("snapshot"));
        process = new DataplaneProcess(
                settings.owner(), DataplaneOptions.standard().on(settings.bindAddress()).at(settings.location()), state, settings.pushWait());
        QuotaGate quotas = new QuotaGate(
                settings.owner(), process.gate(), process.dataplane().shares(), new SnapshotFile(settings.stateDirectory().resolve("quotas")));
        quotas.restore();
        Pages read = process.probes();
        probes = Binding.bind("--probe-port", BIND_ADDRESS, Binding.address(settings.bindAddress(), settings.probePort()), at -> new HttpPort(at, read, Guard.NONE));
        stats = Binding.bind("--admin-port", BIND_ADDRESS, Binding.loopback(settings.adminPort()), at -> new HttpPort(at, process.admin(null).and(read), Guard.loopback()));
        channel = Binding.bind(
                "--channel-port",
                BIND_ADDRESS,
                Binding.address(settings.bindAddress(), settings.channelPort()),
                at -> new ChannelServer(
                        at,
                        settings.tlsDirectory(),
                        settings.operatorName(),
                        process.gate(),
                        process.readiness(),
                        process.events(),
                        quotas,
                        () -> process.dataplane().boundPorts().keySet()));
        LOG.info(
                "Channel on port {}, probes and metrics on {}, statistics on {}", channel.port(), probes.port(), stats.port());
        String trouble = new BootSnapshot(new SnapshotFile(settings.bootDirectory().resolve("snapshot")), state)
                .offerTo(process.gate());
        process.readiness().bootTrouble(trouble);
        if (!trouble.isEmpty()) {
            LOG.warn("Nothing to begin with: {}", trouble);
        }
        quotaReports = new QuotaReports(quotas, process.events());
        Thread.ofVirtual().name("boot-is-enough").start(() -> announceWhenBootIsEnough(settings.pushWait()));
    }

    int channelPort() {
        return channel.port();
    }

    int probePort() {
        return probes.port();
    }

    int adminPort() {
        return stats.port();
    }

    DataplaneProcess process() {
        return process;
    }

    /** Goes down as the running snapshot says. */
    int goDown() throws InterruptedException {
        RunningSnapshot running = process.gate().state().running();
        DrainConfig drain = running == null ? WHERE_NOTHING_RUNS : running.snapshot().drain();
        return process.goDown(Duration.ofMillis(drain.minDurationMillis()), Duration.ofMillis(drain.timeoutMillis()));
    }

    @Override
    public void close() {
        quotaReports.close();
        channel.close();
        stats.close();
        probes.close();
        process.close();
    }

    private void announceWhenBootIsEnough(Duration pushWait) {
        try {
            Thread.sleep(pushWait.plusMillis(1));
            process.events().changed();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
