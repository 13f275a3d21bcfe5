package dev.ballast.proxy.main;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ballast pod}: a dataplane that the operator configures. */
@Command(
        name = "pod",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Runs a dataplane that the operator configures. This is what a pod runs.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:stopped by a signal, connections drained", "1:could not start, or a fatal error", "2:wrong options"})
public final class PodCommand implements Callable<Integer> {
    @Option(names = "--owner", required = true, defaultValue = "${env:BALLAST_OWNER}", paramLabel = "NAME",
            description = "Whose snapshots are taken: ballast://<namespace>/<uid of the LoadBalancer>. Environment: BALLAST_OWNER.")
    private String owner = "";

    @Option(names = "--boot-dir", defaultValue = "/etc/ballast/boot", paramLabel = "DIR",
            description = "Where the boot Secret is mounted.")
    private Path bootDir = Path.of("");

    @Option(names = "--tls-dir", defaultValue = "/etc/ballast/tls", paramLabel = "DIR",
            description = "Where tls.crt, tls.key and ca.crt of the channel are.")
    private Path tlsDir = Path.of("");

    @Option(names = "--state-dir", defaultValue = "/var/run/ballast", paramLabel = "DIR",
            description = "Where the accepted snapshot is kept; it holds keys, so it should be in memory.")
    private Path stateDir = Path.of("");

    @Option(names = "--operator-name", defaultValue = "ballast://operator", paramLabel = "URI",
            description = "The URI name in the operator's certificate.")
    private String operatorName = "";

    @Option(names = "--bind-address", converter = AddressOption.class, defaultValue = "", showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER, paramLabel = "IP",
            description = "What the channel, the probes and the listeners bind; every address when absent.")
    private String bindAddress = "";

    @Option(names = "--channel-port", converter = PortOption.class, defaultValue = "9443", paramLabel = "PORT", description = "The channel.")
    private int channelPort;

    @Option(names = "--probe-port", converter = PortOption.class, defaultValue = "9090", paramLabel = "PORT",
            description = "/healthz, /readyz and /metrics.")
    private int probePort;

    @Option(names = "--admin-port", converter = PortOption.class, defaultValue = "9000", paramLabel = "PORT",
            description = "A page for people, /stats and /metrics, on loopback only.")
    private int adminPort;

    @Mixin
    private LocationOptions where = new LocationOptions();

    @Option(names = "--push-wait", defaultValue = "3s", converter = DurationOption.class, paramLabel = "DURATION",
            description = "How long a push is waited for before the boot snapshot is enough to be ready.")
    private Duration pushWait = Duration.ZERO;

    @Option(names = "--log-format", defaultValue = "Json", paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private LogFormat logFormat = LogFormat.Json;

    @Override
    public Integer call() throws InterruptedException {
        // The JDK's TLS server asks the resolver for the name of each client. Nobody uses the name, and a cluster whose DNS is down would
        // hold up every push: let it look into a file that is not there. The dataplane resolves nothing by way of the JDK.
        System.setProperty("jdk.net.hosts.file", "/nonexistent/hosts");
        logFormat.use(Level.INFO);
        Logger log = LoggerFactory.getLogger(PodCommand.class);
        Fatal.endTheProcess();
        Signals signals = Signals.listen();
        try (PodProcess pod = new PodProcess(settings())) {
            signals.await();
            pod.goDown();
            return 0;
        } catch (IOException | RuntimeException failed) {
            log.error("Could not start: {}", failed.getMessage(), failed);
            return 1;
        }
    }

    private PodProcess.Settings settings() {
        return new PodProcess.Settings(
                owner, bootDir, tlsDir, stateDir, operatorName, bindAddress, channelPort, probePort, adminPort, pushWait, where.location());
    }
}
