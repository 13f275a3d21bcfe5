package dev.ballast.operator.controller.main;

import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.AuthoritySecret;
import dev.ballast.operator.controller.publish.HttpChannel;
import dev.ballast.operator.controller.publish.OperatorIdentity;
import dev.ballast.operator.controller.reconcile.LoadBalancerReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running operator: what {@code main} starts, and tests and the playground start beside others in one process. */
public final class OperatorProcess implements AutoCloseable {
    /** The Lease that one operator of a class holds. */
    static final String LEASE = "ballast-operator";

    private static final Logger log = LoggerFactory.getLogger(OperatorProcess.class);
    /** The first event of a burst is acted on at once, the rest of it together, this much later. */
    private static final Duration HOLD_OFF = Duration.ofMillis(20);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Settings settings;
    private final Runnable lostLead;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService hourly =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ballast-authority").factory());
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AuthoritySecret authoritySecret;
    private final AtomicReference<Authority> authority;
    private final LoadBalancerReconciler reconciler;
    private final Operator operator;
    private final HealthServer health;
    private volatile boolean stopping;

    /**
     * Reads or makes the channel's authority; starts nothing yet.
     *
     * @param client stays the caller's
     * @param lostLead called when another operator leads: this one must end at once
     */
    public OperatorProcess(KubernetesClient client, Settings settings, InstantSource clock, Runnable lostLead) {
        this.client = client;
        this.settings = settings;
        this.lostLead = lostLead;
        this.authoritySecret = new AuthoritySecret(client, settings.namespace(), clock);
        this.authority = new AtomicReference<>(authoritySecret.load());
        var identity = new OperatorIdentity(authority::get, clock);
        this.reconciler = new LoadBalancerReconciler(
                client,
                new LoadBalancerReconciler.Setting(
                        settings.className(), settings.watchNamespaces(), settings.image(), authority::get),
                HttpChannel.factory(authority::get, identity, calls),
                clock,
                calls,
                metrics);
        this.operator = new Operator(this::configure);
        new JvmMemoryMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        try {
            this.health = new HealthServer(settings.healthPort(), this::isReady, metrics);
        } catch (IOException taken) {
            throw new UncheckedIOException("port " + settings.healthPort() + " cannot be listened on", taken);
        }
    }

    private void configure(ConfigurationServiceOverrider framework) {
        framework
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withReconciliationTerminationTimeout(STOP)
                .withStopOnInformerErrorDuringStartup(true);
        if (settings.leaderElection()) {
            framework.withLeaderElectionConfiguration(LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease())
                    .withLeaseNamespace(settings.namespace())
                    .withIdentity(settings.identity())
                    .withExitOnStopLeading(false)
                    .withLeaderCallbacks(new LeaderCallbacks(
                            () -> log.info("{} leads", settings.identity()), this::stoppedLeading, leader -> {}))
                    .build());
        }
    }

    private String lease() {
        return settings.className().equals("default") ? LEASE : LEASE + "-" + settings.className();
    }

    private void stoppedLeading() {
        if (!stopping) {
            log.error("{} leads no longer", settings.identity());
            lostLead.run();
        }
    }

    /** Lists what it watches, and works once it leads. Returns before that. */
    public void start() {
        health.start();
        operator.register(reconciler, controller -> {
            if (!settings.watchNamespaces().isEmpty()) {
                controller.settingNamespaces(settings.watchNamespaces());
            }
            controller
                    .withRateLimiter(new LinearRateLimiter(HOLD_OFF, 1))
                    .withRetry(new GenericRetry()
                            .setInitialInterval(200)
                            .setIntervalMultiplier(1.5)
                            .setMaxInterval(10_000)
                            .setMaxAttempts(Integer.MAX_VALUE))
                    // Certificates are looked at as often.
                    .withReconciliationMaxInterval(Duration.ofHours(1));
        });
        operator.start();
        hourly.scheduleWithFixedDelay(this::renewAuthority, 1, 1, TimeUnit.HOURS);
        log.info("looks after class {} in {}", settings.className(),
                settings.watchNamespaces().isEmpty() ? "all namespaces" : settings.watchNamespaces());
    }

    private void renewAuthority() {
        try {
            authority.set(authoritySecret.load());
        } catch (RuntimeException failed) {
            log.warn("The channel's authority was not read, and is read again in an hour: {}", failed.getMessage());
        }
    }

    private boolean isReady() {
        return operator.getRuntimeInfo().isStarted() && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** The port of the probes. */
    public int healthPort() {
        return health.port();
    }

    /** Ends reconciles that are under way, then delivery, then gives the Lease back. Pods keep what they run. */
    @Override
    public void close() {
        stopping = true;
        hourly.shutdownNow();
        operator.stop();
        reconciler.close();
        if (settings.leaderElection()) {
            giveLeaseBack();
        }
        health.close();
        calls.shutdownNow();
        metrics.close();
    }

    /** The next leader need not wait until the Lease has run out. */
    private void giveLeaseBack() {
        try {
            var leases = client.leases().inNamespace(settings.namespace()).withName(lease());
            var held = leases.get();
            if (held != null && settings.identity().equals(held.getSpec().getHolderIdentity())) {
                held.getSpec().setHolderIdentity("");
                client.resource(held).update();
            }
        } catch (KubernetesClientException anotherHasIt) {
            log.debug("The Lease runs out by itself: {}", anotherHasIt.getMessage());
        }
    }
}
