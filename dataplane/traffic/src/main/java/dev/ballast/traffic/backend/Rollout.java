package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig.RolloutConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a changed list of endpoints takes the place of another one: a batch of new ones comes and as many old ones go, then the new ones are watched for a
 * while, and so on. When one of the new ones is left out meanwhile, everything goes back to the old list, and stays there until yet another one is wanted.
 *
 * <p>SETTLED until another list is wanted; MOVING until the last batch was watched; ROLLED_BACK when a new one failed. What both lists have takes over its
 * weight at once. Config worker only.
 */
final class Rollout {
    private final RolloutConfig config;
    private final Ticker ticker;
    private List<EndpointConfig> effective;
    private List<EndpointConfig> target;
    private @Nullable Move move;
    private volatile RolloutState state = RolloutState.SETTLED;

    /** From one list to another: {@code batches} of new ones have come so far, the last one at {@code since}. */
    private record Move(List<EndpointConfig> from, List<EndpointConfig> added, List<EndpointConfig> removed, int batches, long since) {}

    /** @param first what is used from the beginning */
    Rollout(RolloutConfig config, List<EndpointConfig> first, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
        this.effective = first;
        this.target = first;
    }

    /** How it goes about it. */
    RolloutConfig config() {
        return config;
    }

    /** What is to be used now. */
    List<EndpointConfig> effective() {
        return effective;
    }

    /** Any thread. */
    RolloutState state() {
        return state;
    }

    /** Another list is wanted, or the same one again. */
    void want(List<EndpointConfig> wanted) {
        if (wanted.equals(target)) {
            return;
        }
        target = wanted;
        List<EndpointConfig> from = effective;
        List<EndpointConfig> added = without(wanted, from);
        List<EndpointConfig> removed = without(from, wanted);
        if (added.isEmpty() && removed.isEmpty()) {
            settle();
            effective = wanted;
            return;
        }
        proceed(new Move(from, added, removed, 0, 0));
    }

    /**
     * Time has passed, or an endpoint has moved.
     *
     * @param leftOut whether an endpoint is left out at the moment
     * @return whether something else is to be used now
     */
    boolean advance(Predicate<String> leftOut) {
        Move now = move;
        if (now == null) {
            return false;
        }
        if (come(now).stream().map(EndpointConfig::id).anyMatch(leftOut)) {
            move = null;
            state = RolloutState.ROLLED_BACK;
            effective = now.from;
            return true;
        }
        if (ticker.nanos() - now.since < TimeUnit.MILLISECONDS.toNanos(config.intervalMillis())) {
            return false;
        }
        if (moved(now) >= Math.max(now.added.size(), now.removed.size())) {
            settle();
            return false;
        }
        proceed(now);
        return true;
    }

    private void settle() {
        move = null;
        state = RolloutState.SETTLED;
    }

    private void proceed(Move before) {
        Move next = new Move(before.from, before.added, before.removed, before.batches + 1, ticker.nanos());
        List<EndpointConfig> all = new ArrayList<>(without(target, next.added));
        all.addAll(come(next));
        all.addAll(next.removed.subList(Math.min(moved(next), next.removed.size()), next.removed.size()));
        move = next;
        state = RolloutState.MOVING;
        effective = all;
    }

    private int moved(Move at) {
        return at.batches * config.batchSize();
    }

    /** The new ones that are used already. */
    private List<EndpointConfig> come(Move at) {
        return at.added.subList(0, Math.min(moved(at), at.added.size()));
    }

    private static List<EndpointConfig> without(List<EndpointConfig> these, List<EndpointConfig> those) {
        var ids = those.stream().map(EndpointConfig::id).collect(Collectors.toSet());
        return these.stream().filter(each -> !ids.contains(each.id())).toList();
    }
}
