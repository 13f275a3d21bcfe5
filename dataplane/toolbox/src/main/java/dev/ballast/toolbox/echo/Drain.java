package dev.ballast.toolbox.echo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whether the server was told to go. One for all connections; any thread. */
final class Drain {
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean began;

    boolean began() {
        return began;
    }

    void begin() {
        began = true;
        listeners.forEach(this::tell);
    }

    /** Runs it once it begins: at once where it has, and once only. */
    void onBegin(Runnable listener) {
        listeners.add(listener);
        if (began) {
            tell(listener);
        }
    }

    void forget(Runnable listener) {
        listeners.remove(listener);
    }

    private void tell(Runnable listener) {
        if (listeners.remove(listener)) {
            listener.run();
        }
    }
}
