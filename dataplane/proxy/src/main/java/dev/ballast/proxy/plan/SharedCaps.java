package dev.ballast.proxy.plan;

import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.BackendRegistry;
import dev.ballast.traffic.backend.CapShare;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is this pod's of the caps of endpoints that its fleet shares. Config worker only. */
public final class SharedCaps {
    private final BackendRegistry backends;
    /** Exchanges that were to end before no more were in flight than might be, when it was told last. */
    private long owed;
    /** Whether somebody waited then. */
    private boolean waitedFor;

    public SharedCaps(BackendRegistry backends) {
        this.backends = backends;
    }

    /** What may be used of each cap, in billionths; nothing of one that is not among them. */
    void allow(Map<BudgetName, Long> quotas) {
        Map<String, Map<String, Long>> parts = new HashMap<>();
        quotas.forEach((name, share) -> {
            if (name instanceof BudgetName.OfCap cap) {
                parts.computeIfAbsent(cap.backend(), backend -> new HashMap<>()).put(cap.endpoint(), share);
            }
        });
        backends.permit(parts);
    }

    /**
     * Looks at what is wanted; to be called five times a second.
     *
     * @return whether something has happened for which others wait: less is in flight of what was taken away, or somebody begins to wait
     */
    boolean look() {
        List<CapShare> shares = backends.shares();
        if (shares.isEmpty()) {
            return false;
        }
        backends.look();
        return owed(shares) < owed || isWaitedFor() && !waitedFor;
    }

    /** What becomes of them, in the order of their names. */
    List<Event.Use> uses() {
        List<CapShare> shares = backends.shares();
        // First, so that what ends meanwhile is rather told twice than not.
        owed = owed(shares);
        waitedFor = isWaitedFor();
        return shares.stream().map(SharedCaps::use).sorted(Comparator.comparing(Event.Use::budget)).toList();
    }

    private static Event.Use use(CapShare share) {
        return new Event.Use(new BudgetName.OfCap(share.endpoint().backend(), share.endpoint().id()), share.demand(), share.held());
    }

    private static long owed(List<CapShare> shares) {
        return shares.stream().mapToLong(CapShare::owed).sum();
    }

    private boolean isWaitedFor() {
        return backends.current().values().stream().mapToInt(Backend::waiting).sum() > 0;
    }
}
