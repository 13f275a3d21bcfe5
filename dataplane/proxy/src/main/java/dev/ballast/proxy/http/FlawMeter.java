package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.Telemetry;

/** Counts, for the process, the messages that were refused and the connections whose rules were broken, by what was wrong with them. */
public final class FlawMeter {
    private static final String NAME = "ballast.messages.refused";
    private static final String DESCRIPTION = "Messages refused for what is wrong with them";

    private static final String BREACHES = "ballast.http2.breaches";
    private static final String OF_BREACHES = "Rules of HTTP/2 that peers have broken";

    private final Counters<Flaw> requests;
    private final Counters<Flaw> answers;
    private final Counters<Breach> byClients;
    private final Counters<Breach> byEndpoints;

    /** @param loops number of event loops */
    public FlawMeter(Telemetry telemetry, int loops) {
        requests = telemetry.reasons(NAME, DESCRIPTION, "client", Flaw.class, loops);
        answers = telemetry.reasons(NAME, DESCRIPTION, "endpoint", Flaw.class, loops);
        byClients = telemetry.reasons(BREACHES, OF_BREACHES, "client", Breach.class, loops);
        byEndpoints = telemetry.reasons(BREACHES, OF_BREACHES, "endpoint", Breach.class, loops);
    }

    /** On the loop of that index only. */
    void request(int loop, Flaw flaw) {
        requests.count(loop, flaw);
    }

    /** On the loop of that index only. */
    void answer(int loop, Flaw flaw) {
        answers.count(loop, flaw);
    }

    /** On the loop of that index only. */
    void breach(int loop, Breach breach) {
        byClients.count(loop, breach);
    }

    /** On the loop of that index only. */
    void endpointBreach(int loop, Breach breach) {
        byEndpoints.count(loop, breach);
    }
}
