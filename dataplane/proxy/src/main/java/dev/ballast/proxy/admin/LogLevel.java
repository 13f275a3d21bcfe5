package dev.ballast.proxy.admin;

/** From what level on this program logs, while it runs. Any thread. */
public interface LogLevel {
    /** The levels, the quietest first. */
    enum Level {
        Error,
        Warn,
        Info,
        Debug,
        Trace
    }

    Level now();

    void set(Level level);
}
