package dev.ballast.proxy.http;

import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.Telemetry;

/** Counts the messages of the process that were refused, by what is wrong with them. */
public final class FlawMeter {
    private static final String NAME = "ballast.messages.refused";
    private static final String DESCRIPTION = "Messages refused for what is wrong with them";

    private final Counters<Flaw> requests;
    private final Counters<Flaw> answers;

    /** @param loops number of event loops */
    public FlawMeter(Telemetry telemetry, int loops) {
        requests = telemetry.reasons(NAME, DESCRIPTION, "client", Flaw.class, loops);
        answers = telemetry.reasons(NAME, DESCRIPTION, "endpoint", Flaw.class, loops);
    }

    /** On the loop of that index only. */
    void request(int loop, Flaw flaw) {
        requests.count(loop, flaw);
    }

    /** On the loop of that index only. */
    void answer(int loop, Flaw flaw) {
        answers.count(loop, flaw);
    }
}
