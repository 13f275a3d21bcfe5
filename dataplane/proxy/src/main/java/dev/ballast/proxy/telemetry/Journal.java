package dev.ballast.proxy.telemetry;

import dev.ballast.contract.snapshot.AccessLogConfig;
import dev.ballast.contract.snapshot.AccessLogConfig.Mode;
import org.jspecify.annotations.Nullable;

/** Which requests and sessions of a plan are logged, and where. */
public record Journal(Mode mode, AccessLog log) {
    /** @param config absent: those that failed */
    public static Journal of(@Nullable AccessLogConfig config, AccessLog log) {
        return new Journal(config == null ? Mode.Errors : config.mode(), log);
    }

    /** Whether one that ended so is to be written. */
    public boolean wants(boolean failed) {
        return switch (mode) {
            case Off -> false;
            case Errors -> failed;
            case All -> true;
        };
    }
}
