package dev.ballast.proxy.http;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The arrays of large heads that were refused, for the next ones: whoever sends such heads by the thousand shall not fill the heap, whose collection all
 * clients wait for. Those of a head that was served are not among them, as its exchange may still look at them. On one event loop.
 */
final class HeadRoom {
    /** Keeps nothing; of any thread. */
    static final HeadRoom NONE = new HeadRoom(0);

    /** Of each kind: so many large heads are seldom read at once. */
    private static final int KEPT = 8;

    private final int most;
    private final Deque<byte[]> octets = new ArrayDeque<>();
    private final Deque<int[]> spans = new ArrayDeque<>();
    private final Deque<Name[]> names = new ArrayDeque<>();

    HeadRoom() {
        this(KEPT);
    }

    private HeadRoom(int most) {
        this.most = most;
    }

    /** The same octets, in an array that has room for so many more behind the filled ones. */
    byte[] in(byte[] bytes, int filled, int more) {
        if (bytes.length - filled >= more) {
            return bytes;
        }
        byte[] spare = octets.peekLast();
        if (spare == null || spare.length - filled < more) {
            return Room.in(bytes, filled, more);
        }
        octets.removeLast();
        System.arraycopy(bytes, 0, spare, 0, filled);
        return spare;
    }

    /** The same numbers, in an array of at least that length. */
    int[] in(int[] numbers, int length) {
        int[] spare = spans.peekLast();
        if (spare == null || spare.length < length) {
            return Arrays.copyOf(numbers, length);
        }
        spans.removeLast();
        System.arraycopy(numbers, 0, spare, 0, numbers.length);
        return spare;
    }

    /** The same names, in an array of at least that length. */
    Name[] in(Name[] some, int length) {
        Name[] spare = names.peekLast();
        if (spare == null || spare.length < length) {
            return Arrays.copyOf(some, length);
        }
        names.removeLast();
        System.arraycopy(some, 0, spare, 0, some.length);
        return spare;
    }

    /** Nobody looks at these any more. */
    void give(byte[] bytes) {
        if (octets.size() < most) {
            octets.addLast(bytes);
        }
    }

    void give(int[] numbers, Name[] some) {
        if (spans.size() < most) {
            spans.addLast(numbers);
        }
        if (names.size() < most) {
            names.addLast(some);
        }
    }
}
