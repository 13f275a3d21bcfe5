package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/**
 * Takes a chunked body apart (RFC 9112, 7.1): hands on its data, drops extensions, keeps the trailers. Sizes are at most 15 hexadecimal
 * digits; a chunk's line, extensions included, is at most 256 octets.
 */
final class ChunkReader {
    private static final int LONGEST_LINE = 256;
    private static final int MOST_DIGITS = 15;

    private final Lines lines = new Lines(HeadRoom.NONE);
    private final Fields trailers;
    private State state = State.SIZE;
    private int digits;
    private int line;
    private long left;
    private @Nullable Flaw flaw;

    /** @param request whether it is a request's body */
    ChunkReader(boolean request) {
        trailers = new Fields(request, HeadLimits.TRAILERS.fields());
    }

    /** Where the data goes. */
    interface Sink {
        void data(Received from, int offset, int count);
    }

    void clear() {
        lines.clear();
        trailers.clear();
        flaw = null;
        size();
    }

    private void size() {
        state = State.SIZE;
        digits = 0;
        line = 0;
        left = 0;
    }

    boolean ended() {
        return state == State.ENDED;
    }

    @Nullable Flaw flaw() {
        return flaw;
    }

    /** The trailers, once it has ended. Their octets are {@link #trailerBytes}. */
    Fields trailers() {
        return trailers;
    }

    byte[] trailerBytes() {
        return lines.bytes();
    }

    /** Reads on from the offset and answers where it stopped: at the body's end, at a flaw, or at the end of what was received. */
    int read(Received from, int offset, Sink sink) {
        int at = offset;
        while (at < from.length() && flaw == null && state != State.ENDED) {
            at = switch (state) {
                case DATA -> data(from, at, sink);
                case TRAILERS -> trailerLines(from, at);
                default -> {
                    flaw = frame(from.at(at));
                    yield at + 1;
                }
            };
        }
        return at;
    }

    private int data(Received from, int at, Sink sink) {
        int count = (int) Math.min(left, from.length() - at);
        left -= count;
        if (left == 0) {
            state = State.DATA_RETURN;
        }
        sink.data(from, at, count);
        return at + count;
    }

    /** One octet between the data. */
    private @Nullable Flaw frame(byte b) {
        if (++line > LONGEST_LINE) {
            return Flaw.InvalidChunk;
        }
        switch (state) {
            case SIZE -> {
                int digit = Chars.hex(b);
                if (digit >= 0) {
                    left = left << 4 | digit;
                    return ++digits > MOST_DIGITS ? Flaw.InvalidChunk : null;
                }
                if (digits == 0 || b != ';' && b != '\r') {
                    return Flaw.InvalidChunk;
                }
                state = b == ';' ? State.EXTENSION : State.SIZE_FEED;
                return null;
            }
            case EXTENSION -> {
                if (b == '\r') {
                    state = State.SIZE_FEED;
                    return null;
                }
                return Chars.control(b) ? Flaw.InvalidChunk : null;
            }
            case SIZE_FEED -> {
                state = left == 0 ? State.TRAILERS : State.DATA;
                return b == '\n' ? null : Flaw.InvalidChunk;
            }
            case DATA_RETURN -> {
                state = State.DATA_FEED;
                return b == '\r' ? null : Flaw.InvalidChunk;
            }
            case DATA_FEED -> {
                size();
                return b == '\n' ? null : Flaw.InvalidChunk;
            }
            default -> throw new IllegalStateException(state.name());
        }
    }

    private int trailerLines(Received from, int offset) {
        int at = offset + lines.fill(from, offset);
        while (flaw == null && lines.advance()) {
            if (lines.position() > HeadLimits.TRAILERS.block()) {
                break;
            }
            if (lines.start() == lines.end()) {
                state = State.ENDED;
                return at - lines.trim();
            }
            Flaw wrong = trailers.add(lines.bytes(), lines.start(), lines.end());
            flaw = wrong == null ? null : Flaw.InvalidTrailer;
        }
        if (lines.flaw() != null || lines.position() + lines.unended() > HeadLimits.TRAILERS.block()) {
            flaw = Flaw.InvalidTrailer;
        }
        return at;
    }

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_FEED,
        DATA,
        DATA_RETURN,
        DATA_FEED,
        TRAILERS,
        ENDED
    }
}
