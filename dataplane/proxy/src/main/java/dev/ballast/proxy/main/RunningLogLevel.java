package dev.ballast.proxy.main;

import ch.qos.logback.classic.Logger;
import dev.ballast.proxy.admin.LogLevel;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** The level of this program's own loggers. */
final class RunningLogLevel implements LogLevel {
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
}
