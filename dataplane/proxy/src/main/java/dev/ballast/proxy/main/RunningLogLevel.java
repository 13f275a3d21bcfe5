package dev.ballast.proxy.main;

import ch.qos.logback.classic.Logger;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.Level;
import dev.ballast.proxy.admin.LogLevel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The level of this program's own loggers: the resource's, where it says one, else the one with which the program began. What the admin port
 * sets lasts until the resource says another one: endpoints that come and go do not end what a person is looking at.
 */
final class RunningLogLevel implements LogLevel {
    private final Level began = now();
    private @Nullable Level wanted;

    private static Logger own() {
        return (Logger) LoggerFactory.getLogger(LogFormat.OWN);
    }

    @Override
    public Level now() {
        String level = own().getEffectiveLevel().toString();
        return Level.valueOf(level.charAt(0) + level.substring(1).toLowerCase(Locale.ROOT));
    }

    @Override
    public void set(Level level) {
        own().setLevel(ch.qos.logback.classic.Level.valueOf(level.name()));
    }

    /** A snapshot runs that says this. Config worker only. */
    void follow(@Nullable ObservabilityConfig observability) {
        Level said = observability == null ? null : observability.logLevel();
        if (said != wanted) {
            wanted = said;
            set(said == null ? began : said);
        }
    }
}
