package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.RolloutConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Nearby;
import dev.ballast.traffic.balance.Picker;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.health.PassiveHealth;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints a backend has, and how they stand: one immutable {@link Picture}, replaced by compare-and-set by whoever changes it: a snapshot or
 * a batch of a rollout (config worker only), what attempts and probes have shown, and time (any thread).
 */
final class Roster {
    private static final VarHandle PICTURE = pictureField();

    private final String backend;
    private final Surroundings surroundings;
    private final PassiveHealth health;
    private final EndpointListener listener;
    private final AtomicReference<@Nullable Growth> growth = new AtomicReference<>();
    private volatile Picture picture;
    private volatile @Nullable Rollout rollout;
    private volatile @Nullable Reweighing reweighing;

    Roster(BackendConfig config, Surroundings surroundings) {
        this.backend = config.name();
        this.surroundings = surroundings;
        this.health = new PassiveHealth(surroundings.ticker(), surroundings.observer());
        this.listener = (endpoint, from, to) -> {
            health.moved(endpoint, from, to);
            surroundings.listener().moved(endpoint, from, to);
        };
        this.rollout = config.rollout() == null ? null : new Rollout(config.rollout(), config.endpoints(), surroundings.ticker());
        this.reweighing = reweighing(config.policy(), null);
        List<Endpoint> endpoints = Succession.of(List.of(), config.endpoints(), config.policy(), this::born).endpoints();
        surroundings.permits().grant(config.policy().caps(), endpoints);
        this.picture = new Picture(config.policy(), config.endpoints(), endpoints, algorithm(config.policy()));
    }

    /** What is known now, without a look at the clock. */
    Picture picture() {
        return picture;
    }

    /** What time has changed, it has changed in this. */
    Picture current() {
        Picture now = picture;
        if (now.out().length > 0) {
            now = withReadmitted(now);
        }
        Growth growing = growth.get();
        if (growing != null && surroundings.ticker().nanos() - growing.due() >= 0 && growth.compareAndSet(growing, growing.next())) {
            now = again();
        }
        Reweighing measured = reweighing;
        if (measured != null && measured.due() && measured.weigh(now.endpoints())) {
            if (reweighing == null) {
                // Weights are static again since this measurement began: what it wrote may have come after they were reset.
                now.endpoints().forEach(endpoint -> endpoint.setMeasuredPercent(100));
            }
            now = again();
        }
        return now;
    }

    private Picture withReadmitted(Picture now) {
        boolean any = false;
        for (Endpoint endpoint : now.out()) {
            any |= health.readmit(endpoint, now.policy().health().passive());
        }
        return any ? again() : now;
    }

    /** An endpoint was reached, or was not. */
    void connected(Endpoint endpoint, boolean reached) {
        if (reached) {
            endpoint.setConnectFailures(0);
            return;
        }
        Picture now = picture;
        if (health.connectFailed(endpoint, now.policy().health().passive(), now.eligible())) {
            again();
        }
    }

    /** An endpoint answered, and what it answered counts. */
    void judged(Endpoint endpoint, boolean good) {
        if (good) {
            endpoint.setServerErrors(0);
            return;
        }
        Picture now = picture;
        if (health.answerFailed(endpoint, now.policy().health().passive(), now.eligible())) {
            again();
        }
    }

    /**
     * An attempt needed so long.
     *
     * @param took nanoseconds
     * @param now of the ticker
     */
    void timed(Endpoint endpoint, long took, long now, boolean good) {
        endpoint.latency().observe(took, now);
        if (reweighing != null) {
            endpoint.speed().observe(took, good);
        }
    }

    /** Looks at the endpoints once more, of which some stand otherwise than before. */
    Picture again() {
        return replace(Picture::again);
    }

    /** Whether endpoints are being exchanged in batches. */
    @Nullable RolloutState rollout() {
        Rollout moving = rollout;
        return moving == null ? null : moving.state();
    }

    /** Takes over a configuration; whether anything changed. */
    boolean update(BackendConfig config) {
        RolloutConfig how = config.rollout();
        Rollout moving = rollout;
        if (how == null) {
            rollout = null;
        } else if (moving == null || !moving.config().equals(how)) {
            rollout = new Rollout(how, picture.configs(), surroundings.ticker());
        }
        return want(config.policy(), config.endpoints());
    }

    /** Takes over other endpoints; whether anything changed. */
    boolean update(List<EndpointConfig> configs) {
        return want(picture.policy(), configs);
    }

    private boolean want(PolicyConfig policy, List<EndpointConfig> configs) {
        Rollout moving = rollout;
        if (moving == null) {
            return lay(policy, configs);
        }
        moving.want(configs);
        return lay(policy, moving.effective());
    }

    /** Lets the next batch of endpoints come, if it is time, or sends all of them back; whether it did either. */
    boolean advance() {
        Rollout moving = rollout;
        if (moving == null) {
            return false;
        }
        Set<String> leftOut = picture.endpoints().stream().filter(each -> each.state().leftOut()).map(Endpoint::id).collect(Collectors.toSet());
        if (!moving.advance(leftOut::contains)) {
            return false;
        }
        if (moving.state() == RolloutState.ROLLED_BACK) {
            surroundings.observer().rolledBack(backend, String.join(", ", leftOut));
        }
        lay(picture.policy(), moving.effective());
        return true;
    }

    /** Endpoints that live keep what they have learnt, those left out drain. */
    private boolean lay(PolicyConfig policy, List<EndpointConfig> configs) {
        Picture before = picture;
        if (before.policy().equals(policy) && before.configs().equals(configs)) {
            return false;
        }
        Succession next = Succession.of(before.endpoints(), configs, policy, this::born);
        List<Endpoint> endpoints = next.endpoints();
        if (policy.health().active() == null) {
            endpoints.forEach(endpoint -> endpoint.recover(endpoint.standing()));
        }
        reweighing = reweighing(policy, reweighing);
        if (reweighing == null) {
            endpoints.forEach(endpoint -> endpoint.setMeasuredPercent(100));
        }
        surroundings.permits().grant(policy.caps(), endpoints);
        boolean sameWay = before.policy().algorithm().equals(policy.algorithm()) && Objects.equals(before.policy().topology(), policy.topology());
        Picker algorithm = sameWay ? before.algorithm() : algorithm(policy);
        growth.set(Growth.of(growth.get(), policy.algorithm().slowStart(), next.fresh(), endpoints, surroundings.ticker()));
        replace(old -> new Picture(policy, List.copyOf(configs), endpoints, algorithm));
        next.left().forEach(Endpoint::drain);
        return true;
    }

    /** Other permits are there. */
    void permit() {
        surroundings.permits().grant(picture.policy().caps(), picture.endpoints());
    }

    private Picture replace(UnaryOperator<Picture> change) {
        while (true) {
            Picture before = picture;
            Picture after = change.apply(before);
            if (PICTURE.compareAndSet(this, before, after)) {
                return after;
            }
        }
    }

    private Endpoint born(EndpointConfig config) {
        return new Endpoint(backend, config, listener);
    }

    private @Nullable Reweighing reweighing(PolicyConfig policy, @Nullable Reweighing before) {
        if (policy.algorithm().weighting() == null) {
            return null;
        }
        return before == null ? new Reweighing(surroundings.ticker()) : before;
    }

    private Picker algorithm(PolicyConfig policy) {
        Picker among = Picker.of(policy.algorithm(), surroundings.ticker(), surroundings.randomness());
        return Nearby.of(policy, surroundings.location(), among, surroundings.randomness());
    }

    private static VarHandle pictureField() {
        try {
            return MethodHandles.lookup().findVarHandle(Roster.class, "picture", Picture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
