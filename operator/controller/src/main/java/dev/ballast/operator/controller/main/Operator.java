package dev.ballast.operator.controller.main;

import dev.ballast.operator.controller.dependent.DataplaneDeployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The operator's program. */
@Command(
        name = "ballast-operator",
        description = "Looks after LoadBalancers: makes their pods, delivers their configuration, says in their status what is true.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class Operator implements Runnable {
    @Option(names = "--namespace", description = "Its own namespace.", defaultValue = "${env:POD_NAMESPACE:-ballast-system}")
    private String namespace = "ballast-system";

    @Option(names = "--identity", description = "Its name among several operators.", defaultValue = "${env:POD_NAME:-ballast-operator}")
    private String identity = "ballast-operator";

    @Option(names = "--watch-namespaces", description = "Namespaces to look after; none = all.", split = ",")
    private Set<String> watchNamespaces = Set.of();

    @Option(names = "--class-name", description = "The class of LoadBalancers to look after.", defaultValue = "default")
    private String className = "default";

    @Option(names = "--dataplane-image", description = "The dataplane pods' image.", defaultValue = "ballast/dataplane:latest")
    private String image = "ballast/dataplane:latest";

    @Option(names = "--dataplane-image-pull-policy", description = "Always, IfNotPresent or Never.", defaultValue = "IfNotPresent")
    private String pullPolicy = "IfNotPresent";

    @Option(names = "--dataplane-args", description = "Arguments of the dataplane pods.", split = ",", defaultValue = "pod")
    private List<String> args = List.of("pod");

    @Option(names = "--dataplane-image-pull-secrets", description = "Secrets to pull with, in the LoadBalancers' namespaces.", split = ",")
    private List<String> pullSecrets = List.of();

    @Option(names = "--leader-election", description = "Whether several may run at once.", defaultValue = "true", arity = "1")
    private boolean leaderElection = true;

    @Option(names = "--health-port", description = "Port of /healthz, /readyz and /metrics.", defaultValue = "8080")
    private int healthPort = 8080;

    @Override
    public void run() {
        Settings settings = new Settings(
                namespace,
                identity,
                watchNamespaces,
                className,
                new DataplaneDeployment.Image(image, pullPolicy, args, pullSecrets),
                leaderElection,
                healthPort);
        CountDownLatch stopped = new CountDownLatch(1);
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            // Whoever lost the lead must not push once more: no orderly end.
            OperatorProcess process =
                    new OperatorProcess(client, settings, InstantSource.system(), () -> Runtime.getRuntime().halt(1));
            // The framework installs no hook of its own where there is leader election.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.close();
                stopped.countDown();
            }));
            process.start();
            stopped.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] args) {
        // Before the first logger. Not by the default name: whoever runs an operator inside its own process has a configuration of its own.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-operator.xml");
        }
        System.exit(new CommandLine(new Operator())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    LoggerFactory.getLogger(Operator.class).error("The operator ends: {}", failure.getMessage(), failure);
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args));
    }
}
