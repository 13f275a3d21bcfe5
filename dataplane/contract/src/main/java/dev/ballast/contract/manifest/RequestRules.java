package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.List;

/** The rules of what a listener's requests may look like; see {@link SpecRules}. */
final class RequestRules {
    private static final ByteSize LEAST_HEADER = new ByteSize(1024);
    private static final ByteSize MOST_HEADER = new ByteSize(64 * 1024);

    private final List<Problem> problems;

    RequestRules(List<Problem> problems) {
        this.problems = problems;
    }

    /** @param path where the listener stands */
    void check(String path, ListenerSpec listener) {
        String subject = "listener \"" + listener.name() + "\" has protocol " + listener.protocol();
        if (listener.path() != null && !listener.protocol().http()) {
            complain(path + ".path", subject + " and path: expected that with HTTP and HTTPS only");
        }
        ListenerLimitsSpec limits = listener.limits();
        if (limits == null) {
            return;
        }
        ListenerLimitsSpec standard = Defaults.of(ListenerLimitsSpec.class);
        ByteSize header = limits.maxRequestHeaderBytes();
        if (header.bytes() < LEAST_HEADER.bytes() || header.bytes() > MOST_HEADER.bytes()) {
            complain(path + ".limits.maxRequestHeaderBytes", header + " is out of range: expected " + LEAST_HEADER + " to " + MOST_HEADER);
        } else if (!listener.protocol().http() && !header.equals(standard.maxRequestHeaderBytes())) {
            complain(path + ".limits.maxRequestHeaderBytes", subject + ", which has no headers: expected that with HTTP and HTTPS only");
        }
        if (!listener.protocol().http() && !limits.maxRequestBodyBytes().equals(standard.maxRequestBodyBytes())) {
            complain(path + ".limits.maxRequestBodyBytes", subject + ", which has no bodies: expected that with HTTP and HTTPS only");
        }
    }

    private void complain(String path, String message) {
        problems.add(new Problem(path, Reason.InvalidValue, message));
    }
}
