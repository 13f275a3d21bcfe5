package dev.ballast.proxy.http;

import org.jspecify.annotations.Nullable;

/** An answer's head. */
final class ResponseHead extends Head implements Response {
    private boolean http10;
    private int status;
    private int reasonStart;
    private int reasonEnd;

    ResponseHead() {
        super(HeadRoom.NONE, new Fields(false, HeadLimits.ANSWER.fields()), HeadLimits.ANSWER, Flaw.StatusLineTooLong);
    }

    @Override
    void clear() {
        super.clear();
        http10 = false;
    }

    @Override
    boolean skipsEmptyLine() {
        return false;
    }

    @Override
    @Nullable Flaw whole() {
        if ((interim() || status == 204) && (fields().chunked() || fields().contentLength() > 0)) {
            return Flaw.AmbiguousLength; // RFC 9110, 8.6, and RFC 9112, 6.1: it has no body, and says that it has one.
        }
        return http10 && fields().chunked() ? Flaw.InvalidTransferEncoding : null;
    }

    /** {@code HTTP/1.1 200 OK}; the reason, and the blank before it, may be missing. */
    @Override
    @Nullable Flaw startLine(byte[] b, int start, int end) {
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
            return Flaw.InvalidStatusLine;
        }
        http10 = b[start + 7] == '0';
        status = 0;
        for (int i = start + 9; i < start + 12; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return Flaw.InvalidStatusLine;
            }
            status = status * 10 + b[i] - '0';
        }
        if (status < 100 || status > 599 || end > start + 12 && b[start + 12] != ' ') {
            return Flaw.InvalidStatusLine;
        }
        reasonStart = Math.min(end, start + 13);
        reasonEnd = end;
        return null;
    }

    // ---- What it says

    @Override
    public boolean http10() {
        return http10;
    }

    @Override
    public boolean endsByClose() {
        return fields().contentLength() < 0 && !fields().chunked() && status != 204 && status != 304;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int reasonStart() {
        return reasonStart;
    }

    @Override
    public int reasonEnd() {
        return reasonEnd;
    }
}
