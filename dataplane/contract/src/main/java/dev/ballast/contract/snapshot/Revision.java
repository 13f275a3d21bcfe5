package dev.ballast.contract.snapshot;

import java.util.Comparator;

/**
 * A snapshot's place in the order. The receiver decides by it alone: what is not greater than the running revision is refused.
 *
 * @param epoch grows when an operator takes over; from 1 (0 is a file on a laptop)
 * @param sequence grows with each snapshot of an epoch; from 1
 */
public record Revision(long epoch, long sequence) implements Comparable<Revision> {
    private static final Comparator<Revision> ORDER =
            Comparator.comparingLong(Revision::epoch).thenComparingLong(Revision::sequence);

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }

    /** The next one of the same epoch. */
    public Revision next() {
        return new Revision(epoch, sequence + 1);
    }

    /** {@code 3.14}: epoch, sequence. */
    @Override
    public String toString() {
        return epoch + "." + sequence;
    }

    /** @throws IllegalArgumentException when the text is not of the form {@code 3.14} */
    public static Revision of(String text) {
        int dot = text.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("\"" + text + "\" is not a revision: expected epoch.sequence such as 3.14");
        }
        return new Revision(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }
}
