package dev.ballast.operator.controller.reconcile;

import dev.ballast.operator.api.ConditionType;
import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.api.LoadBalancerStatus;
import dev.ballast.operator.controller.identity.Labels;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people, as Kubernetes Events on the LoadBalancer, when a condition takes a reason that they wait for or must act on. The same reason
 * at most once in {@link #QUIET}. Owned by the one reconcile of its LoadBalancer that is under way; the call is made elsewhere.
 */
final class Announcer {
    static final Duration QUIET = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Announcer.class);
    /** The API server takes no longer note. */
    private static final int LONGEST = 1000;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    /** A pod that starts is no news. */
    private static final Set<String> NO_NEWS = Set.of("Pending", "Lagging", "NoReadyEndpoints", "SomeBackendsUnavailable");

    private final KubernetesClient client;
    private final Executor calls;
    private final InstantSource clock;
    private final Map<String, Instant> told = new HashMap<>();

    Announcer(KubernetesClient client, Executor calls, InstantSource clock) {
        this.client = client;
        this.calls = calls;
        this.clock = clock;
    }

    /** Tells what has become of a LoadBalancer. */
    void announce(LoadBalancer lb, @Nullable LoadBalancerStatus before, LoadBalancerStatus now) {
        if (now.conditions() == null) {
            return;
        }
        List<Condition> standing = before == null || before.conditions() == null ? List.of() : before.conditions();
        now.conditions().stream()
                .filter(Announcer::isNews)
                .filter(condition -> standing.stream().noneMatch(old -> same(old, condition)))
                .filter(condition -> isQuiet(condition.getReason()))
                .forEach(condition -> tell(lb, condition));
    }

    private static boolean isNews(Condition condition) {
        boolean holds = "True".equals(condition.getStatus());
        return holds ? ConditionType.Programmed.name().equals(condition.getType()) : !NO_NEWS.contains(condition.getReason());
    }

    private static boolean same(Condition old, Condition now) {
        return old.getType().equals(now.getType()) && old.getReason().equals(now.getReason());
    }

    private boolean isQuiet(String reason) {
        Instant now = clock.instant();
        Instant last = told.get(reason);
        if (last != null && now.isBefore(last.plus(QUIET))) {
            return false;
        }
        told.put(reason, now);
        return true;
    }

    private void tell(LoadBalancer lb, Condition condition) {
        Event event = event(lb, condition);
        calls.execute(() -> {
            try {
                client.resource(event).create();
            } catch (KubernetesClientException failed) {
                log.debug("An event was not written: {}", failed.getMessage());
            }
        });
    }

    private Event event(LoadBalancer lb, Condition condition) {
        Instant now = clock.instant();
        String note = condition.getMessage();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(lb.getMetadata().getNamespace())
                .withName(lb.getMetadata().getName() + "." + Long.toHexString(now.toEpochMilli() * 1_000_000 + now.getNano() % 1_000_000))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withType("True".equals(condition.getStatus()) ? "Normal" : "Warning")
                .withReason(condition.getReason())
                .withAction("Reconcile")
                .withNote(note.length() <= LONGEST ? note : note.substring(0, LONGEST - 1) + "…")
                .withReportingController("ballast.dev/operator")
                .withReportingInstance(Labels.FIELD_MANAGER)
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(lb.getApiVersion())
                        .withKind(lb.getKind())
                        .withNamespace(lb.getMetadata().getNamespace())
                        .withName(lb.getMetadata().getName())
                        .withUid(lb.getMetadata().getUid())
                        .build())
                .build();
    }
}
