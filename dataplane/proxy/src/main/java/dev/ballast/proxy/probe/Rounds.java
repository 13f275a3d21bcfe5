package dev.ballast.proxy.probe;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.traffic.backend.Probation;
import dev.ballast.traffic.endpoint.Endpoint.Probed;
import dev.ballast.traffic.time.Randomness;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The probes of one endpoint, one after the other, on its loop. */
final class Rounds {
    private final Loop loop;
    private final Probation probation;
    private final ConnectPlan connect;
    private final Randomness randomness;
    private Deadlines.@Nullable Deadline next;
    private @Nullable Probe probe;
    private boolean stopped;

    Rounds(Loop loop, Probation probation, ConnectPlan connect, Randomness randomness) {
        this.loop = loop;
        this.probation = probation;
        this.connect = connect;
        this.randomness = randomness;
    }

    Loop loop() {
        return loop;
    }

    /** From any thread. */
    void start(long intervalMillis) {
        loop.execute(() -> askIn(1 + randomness.below((int) Math.min(intervalMillis, Integer.MAX_VALUE))));
    }

    /** Nothing more is heard of this one. From any thread. */
    void stop() {
        loop.execute(() -> {
            stopped = true;
            Deadlines.Deadline waiting = next;
            if (waiting != null) {
                waiting.cancel();
            }
            Probe open = probe;
            if (open != null) {
                open.cancel();
            }
        });
    }

    private void askIn(long millis) {
        if (!stopped) {
            Deadlines.Deadline waiting = loop.deadlines().deadline(this::ask);
            waiting.in(Math.max(1, millis));
            next = waiting;
        }
    }

    private void ask() {
        ActiveConfig config = probation.config();
        if (config != null) {
            long begun = System.nanoTime();
            long tenth = config.intervalMillis() / 10;
            long interval = config.intervalMillis() - tenth + randomness.below((int) Math.min(2 * tenth + 1, Integer.MAX_VALUE));
            probe = new Probe(loop, config, probation.protocol(), connect, probation.endpoint(), why -> {
                probe = null;
                if (why != null) {
                    long now = System.nanoTime();
                    probation.endpoint().setProbed(new Probed(now, now - begun));
                    probation.heard(why);
                }
                askIn(interval - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            });
            probe.begin();
        }
    }
}
