package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/**
 * A head's octets, gathered from as many events as it takes, and its lines. Every octet is looked at once for its line, however it
 * arrives. A line ends with CR LF and holds no other control character than TAB.
 */
final class Lines {
    private static final int KEEP = 2048;
    private static final int STEP = 2048;
    private static final byte[] NOTHING = new byte[0];

    private final HeadRoom room;
    /** As large as what came needs: many connections are here that say nothing, or one thing. */
    private byte[] bytes = NOTHING;
    private int filled;
    private int scanned;
    private int next;
    private int start;
    private int end;
    private @Nullable Flaw flaw;

    /** @param room where large arrays come from */
    Lines(HeadRoom room) {
        this.room = room;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the line begins that {@link #advance} found. */
    int start() {
        return start;
    }

    /** Where its CR LF begins. */
    int end() {
        return end;
    }

    /** Octets up to the end of that line, since {@link #clear}. */
    int position() {
        return next;
    }

    /** Octets of a line that has not ended yet; its CR may be among them. */
    int unended() {
        return filled - next;
    }

    /** What {@link #advance} found wrong, if anything. */
    @Nullable Flaw flaw() {
        return flaw;
    }

    /** Copies some of what was received, from the offset on, and answers how much. */
    int fill(Received from, int offset) {
        int count = Math.min(STEP, from.length() - offset);
        bytes = room.in(bytes, filled, count);
        from.copy(offset, bytes, filled, count);
        filled += count;
        return count;
    }

    /** Goes on to the next line; false when it has not ended yet, or has a flaw. */
    boolean advance() {
        byte[] b = bytes;
        for (int i = scanned; i < filled; i++) {
            byte c = b[i];
            if (c >= ' ' && c != 0x7f || c < 0) {
                continue;
            }
            if (c == '\r') {
                if (i + 1 == filled) {
                    scanned = i;
                    return false;
                }
                if (b[i + 1] != '\n') {
                    flaw = Flaw.BareCarriageReturn;
                    return false;
                }
                start = next;
                end = i;
                next = scanned = i + 2;
                return true;
            }
            if (c != '\t') {
                flaw = c == '\n' ? Flaw.BareLineFeed : Flaw.ControlCharacter;
                return false;
            }
        }
        scanned = filled;
        return false;
    }

    /** Octets of our own behind those that came; answers where they begin. Only once the head is whole. */
    int append(byte[] octets, int from, int to) {
        int at = filled;
        int count = to - from;
        bytes = Room.in(bytes, filled, count);
        System.arraycopy(octets, from, bytes, at, count);
        filled += count;
        return at;
    }

    /** Gives back what was copied beyond the last line, and answers how much that is. */
    int trim() {
        int surplus = filled - next;
        filled = scanned = next;
        return surplus;
    }

    /** Forgets what nobody has looked at but us: a large array is given to the next one who needs it. */
    void refused() {
        if (bytes.length > KEEP) {
            room.give(bytes);
            bytes = NOTHING;
        }
        clear();
    }

    /** Forgets everything; a large array is not kept. */
    void clear() {
        if (bytes.length > KEEP) {
            bytes = NOTHING;
        }
        filled = scanned = next = start = end = 0;
        flaw = null;
    }
}
