package dev.ballast.proxy.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listeners that share a port. There are several only where clients speak TLS, and are told apart by the server name that they say.
 *
 * @param listeners in the order of their names; never empty
 */
public record PortPlan(List<ListenerPlan> listeners) {
    public PortPlan {
        listeners = List.copyOf(listeners);
    }

    /** What clients use. */
    public int number() {
        return first().config().port();
    }

    /** Where something is counted before a listener was chosen. */
    public ListenerPlan first() {
        return listeners.getFirst();
    }

    /** Whether clients speak TLS. */
    public boolean secure() {
        return first().config().protocol().secure();
    }

    /** Whether TLS ends here for some of them. */
    public boolean terminates() {
        return listeners.stream().anyMatch(listener -> listener.tls() != null);
    }

    /** The one that a server name is for; {@code ""} when the client named none. Null when it is for none of them. */
    public @Nullable ListenerPlan listener(String serverName) {
        String chosen = first().names().listener(serverName);
        for (ListenerPlan listener : listeners) {
            if (listener.config().name().equals(chosen)) {
                return listener;
            }
        }
        return null;
    }

    /** What an earlier plan's listener is in this one; null when it is gone, or another one of its name, or speaks something else now. */
    public @Nullable ListenerPlan still(ListenerPlan earlier) {
        for (ListenerPlan listener : listeners) {
            if (listener.gate() == earlier.gate() && listener.config().protocol() == earlier.config().protocol()) {
                return listener;
            }
        }
        return null;
    }

    /** How long a handshake may take before the listener is known: as long as the most patient of them allows; 0 = no limit. */
    public long handshakeMillis() {
        long most = 0;
        for (ListenerPlan listener : listeners) {
            long own = listener.config().timeouts().tlsHandshakeMillis();
            if (own == 0) {
                return 0;
            }
            most = Math.max(most, own);
        }
        return most;
    }
}
