package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** An answer's head; read like a {@link RequestHead}. */
final class ResponseHead {
    private final Lines lines = new Lines();
    private final Fields fields = new Fields(false, HeadLimits.ANSWER.fields());
    private boolean begun;
    private boolean complete;
    private @Nullable Flaw flaw;
    private boolean http10;
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private int blockStart;

    /** Reads on from the offset and answers where it stopped: at the end of the head, at a flaw, or at the end of what was received. */
    int read(Received from, int offset) {
        int at = offset;
        while (at < from.length() && !complete && flaw == null) {
            at += lines.fill(from, at);
            while (!complete && flaw == null && lines.advance()) {
                flaw = line();
            }
            if (complete) {
                return at - lines.trim();
            }
            if (flaw == null) {
                flaw = lines.flaw() == null ? tooLong() : lines.flaw();
            }
        }
        return at;
    }

    boolean complete() {
        return complete;
    }

    @Nullable Flaw flaw() {
        return flaw;
    }

    void clear() {
        lines.clear();
        fields.clear();
        begun = complete = http10 = false;
        flaw = null;
    }

    private @Nullable Flaw tooLong() {
        if (!begun) {
            return lines.unended() > HeadLimits.ANSWER.startLine() + 1 ? Flaw.STATUS_LINE_TOO_LONG : null;
        }
        return lines.position() - blockStart + lines.unended() > HeadLimits.ANSWER.block() ? Flaw.HEAD_TOO_LARGE : null;
    }

    private @Nullable Flaw line() {
        int start = lines.start();
        int end = lines.end();
        if (!begun) {
            begun = true;
            blockStart = lines.position();
            return end - start > HeadLimits.ANSWER.startLine() ? Flaw.STATUS_LINE_TOO_LONG : statusLine(lines.bytes(), start, end);
        }
        if (lines.position() - blockStart > HeadLimits.ANSWER.block()) {
            return Flaw.HEAD_TOO_LARGE;
        }
        if (start < end) {
            return fields.add(lines.bytes(), start, end);
        }
        complete = true;
        return http10 && fields.chunked() ? Flaw.TRANSFER_ENCODING : null;
    }

    /** {@code HTTP/1.1 200 OK}; the reason, and the blank before it, may be missing. */
    private @Nullable Flaw statusLine(byte[] b, int start, int end) {
        if (end - start < 12
                || b[start] != 'H'
                || b[start + 1] != 'T'
                || b[start + 2] != 'T'
                || b[start + 3] != 'P'
                || b[start + 4] != '/'
                || b[start + 5] != '1'
                || b[start + 6] != '.'
                || b[start + 7] != '0' && b[start + 7] != '1'
                || b[start + 8] != ' ') {
            return Flaw.STATUS_LINE;
        }
        http10 = b[start + 7] == '0';
        status = 0;
        for (int i = start + 9; i < start + 12; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return Flaw.STATUS_LINE;
            }
            status = status * 10 + b[i] - '0';
        }
        if (status < 100 || status > 599 || end > start + 12 && b[start + 12] != ' ') {
            return Flaw.STATUS_LINE;
        }
        reasonStart = Math.min(end, start + 13);
        reasonEnd = end;
        return null;
    }

    // ---- What it says

    byte[] bytes() {
        return lines.bytes();
    }

    Fields fields() {
        return fields;
    }

    int status() {
        return status;
    }

    boolean interim() {
        return status < 200;
    }

    int reasonStart() {
        return reasonStart;
    }

    int reasonEnd() {
        return reasonEnd;
    }

    /** Whether an answer to this method has no body, whatever its fields say (RFC 9112, 6.3). */
    boolean bodiless(Method method) {
        return method == Method.HEAD || status == 204 || status == 304;
    }

    /** Whether the endpoint keeps the connection. */
    boolean persistent() {
        return http10 ? fields.keepAlive() && !fields.close() : !fields.close();
    }
}
