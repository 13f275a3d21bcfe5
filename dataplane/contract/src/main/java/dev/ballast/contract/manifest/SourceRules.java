package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.List;

/** The rules of who a listener's clients are; see {@link SpecRules}. Whether a range is one is for the translator to say. */
final class SourceRules {
    private final List<Problem> problems;

    SourceRules(List<Problem> problems) {
        this.problems = problems;
    }

    /** @param path where the listener stands */
    void check(String path, ListenerSpec listener) {
        ClientIPSpec client = listener.clientIP();
        if (client == null) {
            return;
        }
        boolean forwarded = client.type() == ClientIPSpec.Type.XForwardedFor;
        boolean ranges = client.trustedCIDRs() != null;
        boolean hops = client.trustedHops() != null;
        if (forwarded ? ranges == hops : ranges || hops) {
            String has = ranges && hops
                    ? "both trustedCIDRs and trustedHops"
                    : ranges ? "trustedCIDRs" : hops ? "trustedHops" : "neither trustedCIDRs nor trustedHops";
            complain(
                    path + ".clientIP",
                    forwarded && !ranges ? Reason.Required : Reason.Conflict,
                    "type " + client.type() + " has " + has + ": expected " + (forwarded ? "exactly one" : "neither") + " of trustedCIDRs and trustedHops");
        }
        if (forwarded && !listener.protocol().http()) {
            complain(
                    path + ".clientIP.type",
                    Reason.InvalidValue,
                    "listener \"" + listener.name() + "\" has protocol " + listener.protocol()
                            + " and clientIP XForwardedFor: expected that with HTTP and HTTPS only");
        }
    }

    private void complain(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }
}
