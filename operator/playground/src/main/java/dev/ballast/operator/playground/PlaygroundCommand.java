package dev.ballast.operator.playground;

import dev.ballast.operator.playground.node.Program;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the playground with an example in it, says what to try, and runs until it is stopped. */
@Command(name = "playground", description = "A cluster in one process tree, with a load balancer in it.", mixinStandardHelpOptions = true)
public final class PlaygroundCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ResourceDefinitionContext LOAD_BALANCERS = new ResourceDefinitionContext.Builder()
            .withGroup("ballast.dev")
            .withVersion("v1alpha1")
            .withKind("LoadBalancer")
            .withPlural("loadbalancers")
            .withNamespaced(true)
            .build();

    @Option(names = "--crds", required = true, description = "Directory of the CRDs.")
    private Path crds = Path.of("crds");

    @Option(names = "--example", required = true, description = "What to apply: the LoadBalancer shop, a Service and a Deployment of that name.")
    private Path example = Path.of("examples", "shop.yaml");

    @Option(names = "--work", required = true, description = "Directory for kubeconfig, logs and the pods' files.")
    private Path work = Path.of("target", "playground");

    @Option(names = "--port", defaultValue = "0", description = "Port of the API server on loopback; 0 = any free one.")
    private int port;

    @Option(names = "--end-with-parent", description = "End when the process that started this one ends.")
    private boolean endWithParent;

    private final PrintStream out = System.out;
    private final Instant began = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    public static void main(String[] args) {
        // By name, because the controller has a logback.xml of its own on the class path.
        System.setProperty("logback.configurationFile", "playground-logback.xml");
        System.exit(new CommandLine(new PlaygroundCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (endWithParent) {
            // A thread of its own: whoever completes the future is needed while the process goes down.
            ProcessHandle.current().parent().ifPresent(parent ->
                    parent.onExit().thenRun(() -> Thread.ofPlatform().name("orphaned").start(() -> System.exit(1))));
        }
        Optional<Claim> claim = Claim.of(work);
        if (claim.isEmpty()) {
            System.err.println("Another playground uses " + work.toAbsolutePath() + ", and its kubeconfig would be overwritten: end that one first, or start this one in another clone");
            return 1;
        }
        try {
            play();
        } finally {
            claim.get().close();
        }
        return 0;
    }

    private void play() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Playground playground = new Playground(work, crds, port, Program.ofThisProcess(), EmbeddedOperator::new)) {
            Runtime.getRuntime().addShutdownHook(new Thread(playground::close, "stop"));
            step("API server at %s", playground.apiServer().uri());
            // A thread of its own: the client's callbacks need the common pool, which two processors make one thread wide.
            Thread operator = Thread.ofPlatform().name("operator-start").start(playground::startOperator);
            playground.apply(example, "default");
            step("applied %s", example.getFileName());
            operator.join();
            step("operator started");
            await("three backends to be ready", () -> readyBackends(playground) == 3);
            step("three backends are ready");
            await("the LoadBalancer to be programmed", () -> isProgrammed(playground));
            step("two dataplane pods run the configuration: Programmed");
            URI uri = uri(playground);
            await("200 from " + uri, () -> status(uri) == 200);
            step("200 from %s", uri);
            invite(playground, uri);
            stopped.await();
        }
    }

    private void step(String text, Object... values) {
        double seconds = Duration.between(began, Instant.now()).toMillis() / 1000.0;
        out.println(String.format(Locale.ROOT, "%6.1f s  ", seconds) + String.format(Locale.ROOT, text, values));
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s for " + what + "; the logs of the pods are under "
                        + work.resolve("pods"));
            }
            Thread.sleep(50);
        }
    }

    private static int readyBackends(Playground playground) {
        var deployment = playground.client().apps().deployments().inNamespace("default").withName("shop").get();
        Integer ready = deployment == null || deployment.getStatus() == null ? null : deployment.getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    private static boolean isProgrammed(Playground playground) {
        GenericKubernetesResource shop =
                playground.client().genericKubernetesResources(LOAD_BALANCERS).inNamespace("default").withName("shop").get();
        List<Map<String, Object>> conditions = shop == null ? null : shop.get("status", "conditions");
        return conditions != null
                && conditions.stream().anyMatch(condition -> "Programmed".equals(condition.get("type")) && "True".equals(condition.get("status")));
    }

    private static URI uri(Playground playground) {
        InetSocketAddress address = playground.address("default", "shop-ballast", 80).orElseThrow();
        return URI.create("http://" + address.getAddress().getHostAddress() + (address.getPort() == 80 ? "" : ":" + address.getPort()) + "/");
    }

    private static int status(URI uri) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void invite(Playground playground, URI uri) {
        out.printf(
                """

                Try, in another terminal:

                  curl %1$s
                  export KUBECONFIG=%2$s
                  kubectl get loadbalancer,pod,service
                  kubectl describe lb shop
                  kubectl scale deployment shop --replicas 5
                  kubectl scale lb shop --replicas 3
                  kubectl delete pod -l app=shop
                  kubectl apply -f %3$s
                  kubectl delete lb shop

                The pods' logs are under %4$s. Ctrl-C ends all of it.
                %n""",
                uri,
                playground.kubeconfig().toAbsolutePath(),
                example.resolveSibling("tcp.yaml"),
                work.resolve("pods").toAbsolutePath());
    }
}
