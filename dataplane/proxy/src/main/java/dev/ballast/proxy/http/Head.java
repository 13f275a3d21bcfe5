package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message: read once, from as many pieces as it comes in, and judged once. What its first line says, and what its fields must
 * say, is the business of its kind, which is asked twice a message and not once a line. One object serves all messages of a connection, one
 * after the other.
 */
abstract sealed class Head implements Message permits RequestHead, ResponseHead {
    /** Of a name that is told of. */
    private static final int LONGEST_NAME = 64;

    private final Lines lines;
    private final Fields fields;
    private final HeadLimits limits;
    private final Flaw startLineTooLong;
    private int mostOfBlock;
    private boolean begun;
    private boolean complete;
    private @Nullable Flaw flaw;
    private int blockStart;

    Head(HeadRoom room, Fields fields, HeadLimits limits, Flaw startLineTooLong) {
        this.lines = new Lines(room);
        this.fields = fields;
        this.limits = limits;
        this.startLineTooLong = startLineTooLong;
        this.mostOfBlock = limits.block();
    }

    /** So many octets may all fields have together from now on. */
    final void mostOfBlock(int octets) {
        mostOfBlock = octets;
    }

    /** Reads on from the offset and answers where it stopped: at the end of the head, at a flaw, or at the end of what was received. */
    final int read(Received from, int offset) {
        int at = offset;
        while (at < from.length() && !complete && flaw == null) {
            at += lines.fill(from, at);
            while (!complete && flaw == null && lines.advance()) {
                flaw = begun ? fieldLine(lines.start(), lines.end()) : firstLine(lines.start(), lines.end());
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

    private @Nullable Flaw firstLine(int start, int end) {
        if (start == end && skipsEmptyLine()) {
            return null;
        }
        begun = true;
        blockStart = lines.position();
        return end - start > limits.startLine() ? startLineTooLong : startLine(lines.bytes(), start, end);
    }

    private @Nullable Flaw fieldLine(int start, int end) {
        if (lines.position() - blockStart > mostOfBlock) {
            return Flaw.HeadTooLarge;
        }
        if (start < end) {
            return fields.add(lines.bytes(), start, end);
        }
        complete = true;
        return whole();
    }

    /** Of what has come without the end of its line. */
    private @Nullable Flaw tooLong() {
        if (!begun) {
            return lines.unended() > limits.startLine() + 1 ? startLineTooLong : null;
        }
        return lines.position() - blockStart + lines.unended() > mostOfBlock ? Flaw.HeadTooLarge : null;
    }

    /** Whether the empty line that has just come before the first line is overlooked. */
    abstract boolean skipsEmptyLine();

    /** Takes the first line apart. */
    abstract @Nullable Flaw startLine(byte[] bytes, int start, int end);

    /** Judges the first line and the fields together, once all have come. */
    abstract @Nullable Flaw whole();

    /** It was refused, and everything is forgotten: nobody else has seen it. */
    final void refused() {
        lines.refused();
        fields.refused();
        clear();
    }

    void clear() {
        lines.clear();
        fields.clear();
        begun = complete = false;
        flaw = null;
    }

    /** Octets that have been taken for it. */
    final int octets() {
        return lines.position() + lines.unended();
    }

    final boolean complete() {
        return complete;
    }

    /** What is wrong with it; nothing of it may be used then. */
    final @Nullable Flaw flaw() {
        return flaw;
    }

    /** The name before the colon of the line that has the flaw, where it is a field's; null otherwise. What is too large is no single field's fault. */
    final @Nullable String nameInFlaw() {
        if (!begun || complete || flaw == null || flaw == Flaw.HeadTooLarge || flaw == Flaw.TooManyFields) {
            return null;
        }
        int start = lines.flaw() == null ? lines.start() : lines.position();
        int end = start;
        while (end < octets() && Chars.token(bytes()[end])) {
            end++;
        }
        int colon = end;
        while (colon < octets() && Chars.blank(bytes()[colon])) {
            colon++;
        }
        boolean named = start >= blockStart && end > start && end - start <= LONGEST_NAME && colon < octets() && bytes()[colon] == ':';
        return named ? new String(bytes(), start, end - start, StandardCharsets.US_ASCII) : null;
    }

    @Override
    public final int append(byte[] octets, int from, int to) {
        return lines.append(octets, from, to);
    }

    @Override
    public final byte[] bytes() {
        return lines.bytes();
    }

    @Override
    public final Fields fields() {
        return fields;
    }

    /** Whether the message is of HTTP/1.0. */
    public abstract boolean http10();

    /** Whether the sender wants to keep the connection. */
    final boolean persistent() {
        return http10() ? fields.keepAlive() && !fields.close() : !fields.close();
    }
}
