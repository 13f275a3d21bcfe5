package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.FilterPlan;
import dev.ballast.proxy.plan.HeaderEdits;
import dev.ballast.proxy.plan.PathEdit;
import dev.ballast.proxy.plan.RedirectPlan;
import java.nio.charset.StandardCharsets;

/** What the filters of a route do to a request and to its answer. Everything is done to what was understood, before anybody writes it anew. */
final class FilterWork {
    private FilterWork() {}

    /** @param prefix how much of the path the route has matched */
    static void request(FilterPlan filters, Request head, int prefix) {
        HeaderEdits edits = filters.request();
        drop(edits, head.fields(), head.bytes());
        for (HeaderEdits.Addition field : edits.added()) {
            head.add(field.name(), field.value());
        }
        PathEdit path = filters.path();
        if (path != null) {
            int end = TargetPath.end(head.bytes(), head.targetStart(), head.targetEnd());
            int rest = head.targetStart() + path.cut(end - head.targetStart(), prefix);
            head.retarget(path.before(rest == end), rest);
        }
    }

    static void response(FilterPlan filters, Response head) {
        HeaderEdits edits = filters.response();
        drop(edits, head.fields(), head.bytes());
        for (HeaderEdits.Addition field : edits.added()) {
            head.add(field.name(), field.value());
        }
    }

    private static void drop(HeaderEdits edits, Fields fields, byte[] bytes) {
        for (byte[] name : edits.dropped()) {
            fields.drop(bytes, name);
        }
    }

    /** Always with scheme and host: a path that begins with two slashes would name another host. */
    static Reply redirect(RedirectPlan redirect, Request head, ClientFacts client, int prefix) {
        byte[] bytes = head.bytes();
        StringBuilder location = new StringBuilder(redirect.scheme(client.secure())).append("://").append(host(redirect, head, client));
        int port = redirect.port(client.secure());
        if (port > 0) {
            location.append(':').append(port);
        }
        int end = TargetPath.end(bytes, head.targetStart(), head.targetEnd());
        int rest = head.targetStart();
        PathEdit path = redirect.path();
        if (path != null) {
            rest += path.cut(end - rest, prefix);
            location.append(text(path.before(rest == end)));
        } else if (head.rootTarget()) {
            location.append('/');
        }
        location.append(new String(bytes, rest, head.targetEnd() - rest, StandardCharsets.ISO_8859_1));
        return Reply.redirect(redirect.config().status(), location.toString());
    }

    private static String host(RedirectPlan redirect, Request head, ClientFacts client) {
        String own = redirect.config().hostname();
        if (own != null) {
            return own;
        }
        String asked = head.host();
        if (!asked.isEmpty()) {
            return asked;
        }
        String local = text(client.localAuthority());
        return local.substring(0, local.lastIndexOf(':'));
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
