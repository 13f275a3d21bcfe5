package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.telemetry.AccessEntry;
import dev.ballast.proxy.telemetry.AccessEntry.RequestLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the access log tells of a request that did not become an exchange: as much of its head as was understood, and no value of a field. */
final class RefusedHead {
    /** What is longer is no method. */
    private static final int LONGEST_METHOD = 32;

    private RefusedHead() {}

    static AccessEntry entry(ListenerPlan plan, String protocol, ClientFacts client, Reply reply, Request head) {
        return new AccessEntry(
                Instant.now(), plan.config().name(), protocol, client.text(), line(head, reply), reply.status(), reply.word(), null, null, 0, 0, 0, 0, null, head.flawedField());
    }

    private static @Nullable RequestLine line(Request head, Reply reply) {
        String method = head.methodEnd() - head.methodStart() <= LONGEST_METHOD ? head.methodName() : "";
        boolean sound = head.hasAuthority() && !reply.word().equals(Flaw.InvalidHost.name()); // Else a name and password may stand in it, too.
        String host = sound ? head.host() : "";
        String path = showsPath(head) ? head.path() : "";
        return method.isEmpty() && host.isEmpty() && path.isEmpty() ? null : new RequestLine(method, host, path);
    }

    /** One below the root: before another one a client's name and password may stand. */
    private static boolean showsPath(Request head) {
        int length = head.targetEnd() - head.targetStart();
        return length == 0
                ? head.rootTarget()
                : length <= HeadLimits.REQUEST.startLine() && (head.rootTarget() || head.bytes()[head.targetStart()] == '/');
    }
}
