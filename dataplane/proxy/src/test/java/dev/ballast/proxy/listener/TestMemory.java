package dev.ballast.proxy.listener;

import dev.ballast.proxy.budget.Memory;

/** As much memory in use as the test says: a percentage of the budget. */
final class TestMemory implements Memory {
    private volatile int percent;

    void use(int percentOfBudget) {
        percent = percentOfBudget;
    }

    @Override
    public long budget() {
        return 100_000_000;
    }

    @Override
    public long used() {
        return budget() / 100 * percent;
    }
}
