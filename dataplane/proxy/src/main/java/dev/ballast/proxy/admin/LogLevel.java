package dev.ballast.proxy.admin;

import dev.ballast.contract.snapshot.ObservabilityConfig.Level;

/** From what level on this program logs, while it runs. Any thread. */
public interface LogLevel {
    Level now();

    void set(Level level);
}
