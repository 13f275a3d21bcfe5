package dev.ballast.proxy.admin;

import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigState;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What runs and what was refused, in numbers: {@code ballast_config_…} and {@code ballast_ready}. */
public final class ConfigMetrics {
    private ConfigMetrics() {}

    public static void bind(MeterRegistry registry, ConfigGate gate, Readiness readiness) {
        running(registry, gate, "ballast.config.epoch", "Epoch of the running revision.", running -> running.revision()
                .epoch());
        running(registry, gate, "ballast.config.sequence", "Sequence of the running revision.", running -> running.revision()
                .sequence());
        running(
                registry,
                gate,
                "ballast.config.last.change.timestamp.seconds",
                "When the running content began to run, in seconds since 1970.",
                running -> running.since().toEpochMilli() / 1000.0);
        counted(registry, gate, "ballast.config.accepted", "Offers that were accepted.", ConfigState::accepted);
        counted(registry, gate, "ballast.config.nacks", "Offers that were refused as wrong.", ConfigState::refused);
        counted(registry, gate, "ballast.config.stale", "Offers that were refused as not newer.", ConfigState::stale);
        counted(
                registry,
                gate,
                "ballast.config.unsaved",
                "Accepted snapshots that could not be written to the state directory.",
                ConfigState::unsaved);
        Gauge.builder("ballast.ready", readiness, state -> state.isReady() ? 1 : 0)
                .description("1 when traffic should come here.")
                .register(registry);
    }

    private static void running(
            MeterRegistry registry, ConfigGate gate, String name, String text, ToDoubleFunction<RunningSnapshot> value) {
        Gauge.builder(name, gate, of -> {
                    RunningSnapshot running = of.state().running();
                    return running == null ? 0 : value.applyAsDouble(running);
                })
                .description(text)
                .register(registry);
    }

    private static void counted(
            MeterRegistry registry, ConfigGate gate, String name, String text, ToDoubleFunction<ConfigState> value) {
        FunctionCounter.builder(name, gate, of -> value.applyAsDouble(of.state()))
                .description(text)
                .register(registry);
    }
}
