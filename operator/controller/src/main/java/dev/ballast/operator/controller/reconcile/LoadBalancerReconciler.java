package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.LastGood;
import dev.ballast.contract.translate.Translation;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.api.LoadBalancerStatus;
import dev.ballast.operator.controller.dependent.DataplaneDeployment;
import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.NameConflict;
import dev.ballast.operator.controller.identity.Names;
import dev.ballast.operator.controller.publish.Channel;
import dev.ballast.operator.controller.publish.Delivery;
import dev.ballast.operator.controller.publish.Publisher;
import dev.ballast.operator.controller.publish.Target;
import dev.ballast.operator.controller.status.Facts.Rollout;
import dev.ballast.operator.controller.status.Facts;
import dev.ballast.operator.controller.status.StatusPace.Decision;
import dev.ballast.operator.controller.status.StatusPace;
import dev.ballast.operator.controller.status.StatusReport;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gather, translate, apply, publish, report. A reconcile never waits for a pod: the publisher's results wake the next one. The LoadBalancer
 * that it is given is never edited.
 */
@ControllerConfiguration(name = "loadbalancer", fieldManager = Labels.FIELD_MANAGER)
public final class LoadBalancerReconciler implements Reconciler<LoadBalancer>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoadBalancerReconciler.class);
    /** An object in the way is not watched where an informer selects by our label: look again now and then. */
    private static final Duration CONFLICT = Duration.ofSeconds(15);

    private final KubernetesClient client;
    private final Setting setting;
    private final InstantSource clock;
    private final ExecutorService calls;
    private final Publisher publisher;
    private final Wakeups wakeups;
    private final Timer reconciles;
    private final Map<String, Desk> desks = new ConcurrentHashMap<>();
    private @Nullable Caches caches;
    private @Nullable References references;

    /**
     * What does not change while the operator runs.
     *
     * @param className LoadBalancers of another class are not ours
     * @param namespaces that are watched; empty for all
     * @param image what the dataplane pods run
     * @param authority the channel's, as it is now
     */
    public record Setting(
            String className, Set<String> namespaces, DataplaneDeployment.Image image, Supplier<Authority> authority) {}

    /** @param calls runs blocking calls; virtual threads */
    public LoadBalancerReconciler(
            KubernetesClient client,
            Setting setting,
            Channel.Factory channels,
            InstantSource clock,
            ExecutorService calls,
            MeterRegistry metrics) {
        this.client = client;
        this.setting = setting;
        this.clock = clock;
        this.calls = calls;
        this.reconciles = metrics.timer("ballast.operator.reconcile");
        this.wakeups = new Wakeups(this::forget);
        this.publisher = new Publisher(client, channels, clock, calls, metrics, wakeups::wake);
    }

    /** What is remembered of a LoadBalancer between two reconciles. Only its reconcile touches it. */
    private static final class Desk {
        private final MemoizedTranslation translation = new MemoizedTranslation();
        private final Dependents dependents;
        private final StatusPace pace;
        private final Announcer announcer;
        private @Nullable Plan plan;
        private long connectFailures;

        private Desk(Dependents dependents, StatusPace pace, Announcer announcer) {
            this.dependents = dependents;
            this.pace = pace;
            this.announcer = announcer;
        }
    }

    /**
     * What came of a spec.
     *
     * @param kept names of the listeners that have something of their last good version
     */
    private record Plan(Snapshot snapshot, Digests digests, List<Problem> problems, Set<String> kept) {}

    @Override
    public List<EventSource<?, LoadBalancer>> prepareEventSources(EventSourceContext<LoadBalancer> context) {
        references = new References(context.getPrimaryCache());
        caches = new Caches(client, setting.namespaces(), references);
        List<EventSource<?, LoadBalancer>> sources = new ArrayList<>(caches.all());
        sources.add(wakeups);
        return sources;
    }

    @Override
    public UpdateControl<LoadBalancer> reconcile(LoadBalancer lb, Context<LoadBalancer> context) {
        if (caches == null || !isOurs(lb) || !referencesAreListed(caches, lb)) {
            return UpdateControl.noUpdate();
        }
        Caches present = caches;
        return Objects.requireNonNull(reconciles.record(() -> reconcile(lb, present)));
    }

    private UpdateControl<LoadBalancer> reconcile(LoadBalancer lb, Caches present) {
        Names names = Names.of(lb);
        Desk desk = desk(names, lb, present);
        Gather gather = new Gather(client, present);
        List<Target> pods = gather.targets(names);
        Delivery delivery = publisher.delivery(names);
        if (!delivery.standing() && delivery.conflict() == null) {
            // Before the epoch is taken the last good version is not known: what is broken now would be dropped.
            publisher.keep(names, pods, null);
            return UpdateControl.noUpdate();
        }
        if (desk.connectFailures != delivery.connectFailures()) {
            desk.connectFailures = delivery.connectFailures();
            gather.readEndpointsAgain(lb);
        }
        Plan plan = translate(lb, desk, gather.inputs(lb, setting.authority().get()), delivery);
        List<NameConflict> conflicts = new ArrayList<>();
        try {
            conflicts.addAll(desk.dependents.bring(lb.getSpec(), plan.snapshot()));
        } finally {
            // An object that the API server refuses does not keep endpoints from the pods.
            publisher.keep(names, pods, delivery.standing() ? plan.snapshot() : null);
        }
        if (delivery.conflict() != null) {
            conflicts.add(delivery.conflict());
        }
        Rollout rollout = Rollouts.of(pods, delivery, plan.digests());
        if (Rollouts.isOpen(delivery, rollout)) {
            // The answer, or the failure, wakes the next reconcile: a status of before is not denied for not knowing.
            return UpdateControl.<LoadBalancer>noUpdate().rescheduleAfter(StatusPace.COUNTS);
        }
        return report(lb, desk, plan, conflicts, rollout);
    }

    private boolean isOurs(LoadBalancer lb) {
        return lb.getSpec() != null && setting.className().equals(lb.getSpec().className());
    }

    /** Secrets are watched only where there are LoadBalancers, ConfigMaps where one names any; who waits for them is woken when they were listed. */
    private boolean referencesAreListed(Caches present, LoadBalancer lb) {
        String namespace = lb.getMetadata().getNamespace();
        Runnable listed = () -> {
            if (references != null) {
                wakeups.wake(references.in(namespace));
            }
        };
        boolean secrets = present.secrets.watch(namespace, listed);
        boolean configMaps = References.configMaps(lb).isEmpty() || present.configMaps.watch(namespace, listed);
        return secrets && configMaps;
    }

    private Desk desk(Names names, LoadBalancer lb, Caches present) {
        return desks.computeIfAbsent(
                names.uid(),
                uid -> new Desk(
                        new Dependents(client, names, present, setting.image(), setting.authority(), clock),
                        new StatusPace(lb.getStatus()),
                        new Announcer(client, calls, clock)));
    }

    private static Plan translate(LoadBalancer lb, Desk desk, Inputs inputs, Delivery delivery) {
        LoadBalancerSpec spec = lb.getSpec();
        Translation translation = desk.translation.translate(spec, lb.getMetadata().getGeneration(), inputs);
        Plan before = desk.plan;
        Snapshot lastGood = before == null ? delivery.lastGood() : before.snapshot();
        LastGood.Result good = LastGood.keep(spec.listeners(), translation, lastGood);
        Digests digests = before != null && before.snapshot().equals(good.snapshot())
                ? before.digests()
                : Wire.digests(good.snapshot());
        Plan plan = new Plan(good.snapshot(), digests, translation.problems(), good.kept());
        desk.plan = plan;
        return plan;
    }

    private UpdateControl<LoadBalancer> report(
            LoadBalancer lb, Desk desk, Plan plan, List<NameConflict> conflicts, Rollout rollout) {
        Names names = Names.of(lb);
        Facts facts = new Facts(
                lb.getMetadata().getGeneration(),
                lb.getSpec(),
                plan.problems(),
                plan.snapshot(),
                plan.digests(),
                plan.kept(),
                conflicts,
                desk.dependents.addresses(),
                names.selectorText(),
                rollout);
        Instant now = clock.instant();
        LoadBalancerStatus standing = desk.pace.standing();
        LoadBalancerStatus next = StatusReport.of(facts, standing, now);
        UpdateControl<LoadBalancer> control = switch (desk.pace.decide(next, now)) {
            case Decision.Nothing() -> UpdateControl.noUpdate();
            case Decision.Later(Duration pause) -> UpdateControl.<LoadBalancer>noUpdate().rescheduleAfter(pause);
            case Decision.Now() -> {
                desk.announcer.announce(lb, standing, next);
                desk.pace.wrote(next, now);
                yield UpdateControl.patchStatus(statusOnly(lb, next)).rescheduleAfter(StatusPace.COUNTS);
            }
        };
        return conflicts.isEmpty() ? control : control.rescheduleAfter(CONFLICT);
    }

    /** A new object: what was read is another's, and spec fields must not become ours by being sent. */
    private static LoadBalancer statusOnly(LoadBalancer lb, LoadBalancerStatus status) {
        LoadBalancer patch = new LoadBalancer();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(lb.getMetadata().getNamespace())
                .withName(lb.getMetadata().getName())
                .build());
        patch.setSpec(null);
        patch.setStatus(status);
        return patch;
    }

    /** A status that was not written is written by the retry, unless what it is about was deleted meanwhile. */
    @Override
    public ErrorStatusUpdateControl<LoadBalancer> updateErrorStatus(
            LoadBalancer lb, Context<LoadBalancer> context, Exception failure) {
        if (saysItIsGone(lb, failure)) {
            return ErrorStatusUpdateControl.<LoadBalancer>noStatusUpdate().withNoRetry();
        }
        log.warn("{}/{}: {}", lb.getMetadata().getNamespace(), lb.getMetadata().getName(), failure.getMessage());
        Desk desk = desks.get(lb.getMetadata().getUid());
        if (desk != null) {
            desk.pace.failed();
        }
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }

    /** Whether the API server refused for no other reason than that there is no such LoadBalancer any more. */
    static boolean saysItIsGone(LoadBalancer lb, Exception failure) {
        return failure instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                && refused.getStatus() != null
                && refused.getStatus().getDetails() != null
                && lb.getPlural().equals(refused.getStatus().getDetails().getKind())
                && lb.getMetadata().getName().equals(refused.getStatus().getDetails().getName());
    }

    private void forget(Names names) {
        desks.remove(names.uid());
        publisher.forget(names);
    }

    /** Ends delivery; pods keep what they run. */
    @Override
    public void close() {
        publisher.close();
    }
}
