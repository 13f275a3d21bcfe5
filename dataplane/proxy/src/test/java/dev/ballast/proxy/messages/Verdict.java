package dev.ballast.proxy.messages;

import java.util.regex.Pattern;

/** What the words of an outcome mean. */
final class Verdict {
    /** Not 426: Envoy speaks no HTTP/1.0 unless it is told to, which says nothing of the message. Not an end behind octets that were passed on. */
    private static final Pattern REFUSAL =
            Pattern.compile("\\b(4(?!26)\\d\\d|5\\d\\d)\\b|^(closes|waits|incomplete|cut|30[178])\\b(?!.*at the endpoint)");

    private Verdict() {}

    /** Whether something of the message was not passed on as it stands. */
    static boolean refused(String outcome) {
        return REFUSAL.matcher(outcome).find();
    }

    /** Whether somebody can be made to see another message than was sent. */
    static boolean dangerous(String outcome) {
        return outcome.contains("ambiguous") || outcome.contains("poisoned") || outcome.contains("at the endpoint");
    }
}
