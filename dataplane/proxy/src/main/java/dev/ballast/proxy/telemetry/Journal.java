package dev.ballast.proxy.telemetry;

import dev.ballast.contract.snapshot.AccessLogConfig.Mode;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.HeadersConfig;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the requests and sessions of a plan, and where.
 *
 * @param mode which of them are logged
 * @param tracing null: none is traced
 * @param headers by which Ballast shows itself
 */
public record Journal(Mode mode, AccessLog log, @Nullable Tracing tracing, HeadersConfig headers) {
    private static final HeadersConfig NO_HEADERS = new HeadersConfig(false, false, false);

    /** @param config absent: those that failed are logged */
    static Journal of(@Nullable ObservabilityConfig config, AccessLog log, @Nullable Tracing tracing) {
        return new Journal(
                config == null || config.accessLog() == null ? Mode.Errors : config.accessLog().mode(),
                log,
                tracing,
                config == null || config.headers() == null ? NO_HEADERS : config.headers());
    }

    /** The same for requests of which nothing is told. */
    public Journal quiet() {
        return new Journal(Mode.Off, log, null, headers);
    }

    /** Whether one that failed is to be written now; of what clients do wrong, only so many lines a second. */
    public boolean writes(Reason why) {
        return why.side() == Reason.Side.CLIENT ? writesBlamed() : wants(true);
    }

    /** Whether a line is to be written now of what a client has done wrong. */
    public boolean writesBlamed() {
        return wants(true) && log.admitsBlamed();
    }

    /** Whether one that ended so is written. */
    public boolean wants(boolean failed) {
        return switch (mode) {
            case Off -> false;
            case Errors -> failed;
            case All -> true;
        };
    }
}
