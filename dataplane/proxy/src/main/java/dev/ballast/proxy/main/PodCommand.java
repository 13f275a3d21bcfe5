package dev.ballast.proxy.main;

import ch.qos.logback.classic.Level;
import dev.ballast.contract.manifest.GepDuration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
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
    private static final String OWNER = "BALLAST_OWNER";
    private static final String BOOT_DIR = "/etc/ballast/boot";
    private static final String TLS_DIR = "/etc/ballast/tls";
    private static final String STATE_DIR = "/var/run/ballast";
    private static final String OPERATOR = "ballast://operator";
    private static final String CHANNEL_PORT = "9443";
    private static final String PROBE_PORT = "9090";
    private static final String ADMIN_PORT = "9000";
    private static final String PUSH_WAIT = "3s";

    @Option(names = "--owner", required = true, defaultValue = "${env:" + OWNER + "}", showDefaultValue = Visibility.NEVER, paramLabel = "NAME",
            description = "Whose snapshots are taken: ballast://<namespace>/<uid of the LoadBalancer>. Environment: " + OWNER + ".")
    private String owner = "";

    @Option(names = "--boot-dir", defaultValue = BOOT_DIR, paramLabel = "DIR",
            description = "Where the boot Secret is mounted.")
    private Path bootDir = Path.of("");

    @Option(names = "--tls-dir", defaultValue = TLS_DIR, paramLabel = "DIR",
            description = "Where tls.crt, tls.key and ca.crt of the channel are.")
    private Path tlsDir = Path.of("");

    @Option(names = "--state-dir", defaultValue = STATE_DIR, paramLabel = "DIR",
            description = "Where the accepted snapshot is kept; it holds keys, so it should be in memory.")
    private Path stateDir = Path.of("");

    @Option(names = "--operator-name", defaultValue = OPERATOR, paramLabel = "URI",
            description = "The URI name in the operator's certificate.")
    private String operatorName = "";

    @Option(names = "--bind-address", converter = AddressOption.class, defaultValue = "", showDefaultValue = Visibility.NEVER, paramLabel = "IP",
            description = "What the channel, the probes and the listeners bind; every address when absent.")
    private String bindAddress = "";

    @Option(names = "--channel-port", converter = PortOption.class, defaultValue = CHANNEL_PORT, paramLabel = "PORT", description = "The channel.")
    private int channelPort;

    @Option(names = "--probe-port", converter = PortOption.class, defaultValue = PROBE_PORT, paramLabel = "PORT",
            description = "/healthz, /readyz and /metrics.")
    private int probePort;

    @Option(names = "--admin-port", converter = PortOption.class, defaultValue = ADMIN_PORT, paramLabel = "PORT",
            description = "A page for people, /stats and /metrics, on loopback only.")
    private int adminPort;

    @Mixin
    private LocationOptions where = new LocationOptions();

    @Option(names = "--push-wait", defaultValue = PUSH_WAIT, converter = DurationOption.class, paramLabel = "DURATION",
            description = "How long a push is waited for before the boot snapshot is enough to be ready.")
    private Duration pushWait = Duration.ZERO;

    @Option(names = "--log-format", defaultValue = "Json", paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private LogFormat logFormat = LogFormat.Json;

    /**
     * The command with its arguments, without picocli.
     *
     * @throws IllegalArgumentException when they are not plain, or wrong: picocli says then what is
     */
    static PodCommand of(List<String> arguments, Map<String, String> environment) {
        PlainArguments given = new PlainArguments(arguments, Set.of());
        PodCommand pod = new PodCommand();
        pod.owner = given.take("--owner", environment.getOrDefault(OWNER, ""));
        pod.bootDir = Path.of(given.take("--boot-dir", BOOT_DIR));
        pod.tlsDir = Path.of(given.take("--tls-dir", TLS_DIR));
        pod.stateDir = Path.of(given.take("--state-dir", STATE_DIR));
        pod.operatorName = given.take("--operator-name", OPERATOR);
        pod.bindAddress = Binding.literalOrEvery(given.take("--bind-address", ""));
        pod.channelPort = Binding.port(given.take("--channel-port", CHANNEL_PORT), 0);
        pod.probePort = Binding.port(given.take("--probe-port", PROBE_PORT), 0);
        pod.adminPort = Binding.port(given.take("--admin-port", ADMIN_PORT), 0);
        pod.where = LocationOptions.of(given, environment);
        pod.pushWait = GepDuration.of(given.take("--push-wait", PUSH_WAIT)).value();
        pod.logFormat = LogFormat.valueOf(given.take("--log-format", pod.logFormat.name()));
        given.allTaken();
        if (pod.owner.isEmpty()) {
            throw new IllegalArgumentException("--owner is not given");
        }
        return pod;
    }

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
