package dev.ballast.proxy.plan;

import dev.ballast.traffic.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The gates of the listeners, which outlive a plan. Config worker only. */
public final class ListenerGates {
    private final Ticker ticker;
    private final Map<String, ListenerGate> byListener = new HashMap<>();

    public ListenerGates(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The listener's; the same object while {@link #retain} keeps it. */
    ListenerGate of(String listener) {
        return byListener.computeIfAbsent(listener, name -> new ListenerGate(ticker));
    }

    /** Drops those of all other listeners. */
    public void retain(Set<String> listeners) {
        byListener.keySet().retainAll(listeners);
    }
}
