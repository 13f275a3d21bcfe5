package dev.ballast.proxy.plan;

import dev.ballast.contract.wire.BudgetName;
import dev.ballast.traffic.limit.SharedBudget;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of a rate limit that the fleet shares. There are as many as the resource names listeners and routes, and each is found by the key that its
 * requests have. Changed by the config worker; read by any thread.
 */
final class SharedBudgets {
    private volatile Table table = new Table(new long[0], new SharedBudget[0], Map.of());

    /** @param keys in order, each that of the budget at the same place */
    private record Table(long[] keys, SharedBudget[] budgets, Map<BudgetName.OfLimit, SharedBudget> byName) {}

    /** The key of what a listener's requests share. */
    static long key(String listener) {
        return listener.hashCode();
    }

    /** Has a budget for each of these. Those that are there stay as they are. */
    void add(Collection<BudgetName.OfLimit> names, Function<BudgetName.OfLimit, SharedBudget> make) {
        Map<BudgetName.OfLimit, SharedBudget> next = new HashMap<>(table.byName());
        names.forEach(name -> next.computeIfAbsent(name, make));
        table = table(next);
    }

    /** Drops the others. */
    void retain(Collection<BudgetName.OfLimit> names) {
        Map<BudgetName.OfLimit, SharedBudget> next = new HashMap<>(table.byName());
        next.keySet().retainAll(names);
        table = table(next);
    }

    private static Table table(Map<BudgetName.OfLimit, SharedBudget> byName) {
        TreeMap<Long, SharedBudget> sorted = new TreeMap<>();
        byName.forEach((name, budget) -> sorted.put(key(name), budget));
        long[] keys = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
        return new Table(keys, sorted.values().toArray(new SharedBudget[0]), Map.copyOf(byName));
    }

    private static long key(BudgetName.OfLimit name) {
        return name.route() == null ? key(name.listener()) : RateLimits.key(name.listener(), name.route());
    }

    /** Null for a listener or route that has just left the configuration. */
    @Nullable SharedBudget find(long key) {
        Table now = table;
        int place = Arrays.binarySearch(now.keys(), key);
        return place < 0 ? null : now.budgets()[place];
    }

    /** All of them. */
    Map<BudgetName.OfLimit, SharedBudget> byName() {
        return table.byName();
    }
}
