package dev.ballast.proxy.http2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open streams of a connection by their numbers, and the last ones that we have reset, on which more may still come. */
final class StreamTable {
    private static final int BUCKETS = 32;
    private static final int REMEMBERED = 128;

    private final @Nullable Http2Stream[] buckets = new @Nullable Http2Stream[BUCKETS];
    private int count;
    private int[] reset = new int[0];
    private int resets;

    private static int bucket(int id) {
        return id >> 1 & BUCKETS - 1;
    }

    int count() {
        return count;
    }

    @Nullable Http2Stream find(int id) {
        Http2Stream stream = buckets[bucket(id)];
        while (stream != null && stream.id() != id) {
            stream = stream.next;
        }
        return stream;
    }

    void add(Http2Stream stream) {
        int bucket = bucket(stream.id());
        stream.next = buckets[bucket];
        buckets[bucket] = stream;
        count++;
    }

    void remove(Http2Stream stream) {
        int bucket = bucket(stream.id());
        Http2Stream before = buckets[bucket];
        if (before == stream) {
            buckets[bucket] = stream.next;
            count--;
            return;
        }
        while (before != null && before.next != stream) {
            before = before.next;
        }
        if (before != null) {
            before.next = stream.next;
            count--;
        }
    }

    /** All of them as they are now; what is done with one may change the table. */
    List<Http2Stream> all() {
        List<Http2Stream> all = new ArrayList<>(count);
        for (Http2Stream first : buckets) {
            for (Http2Stream stream = first; stream != null; stream = stream.next) {
                all.add(stream);
            }
        }
        return all;
    }

    void rememberReset(int id) {
        if (reset.length == 0) {
            reset = new int[REMEMBERED];
        }
        reset[resets++ % REMEMBERED] = id;
    }

    /** The peer is done with it, too: what it sends on it now is an error. */
    void forgetReset(int id) {
        for (int i = 0; i < reset.length; i++) {
            reset[i] = reset[i] == id ? 0 : reset[i];
        }
    }

    /** Whether we have reset it lately. */
    boolean wasReset(int id) {
        for (int one : reset) {
            if (one == id) {
                return true;
            }
        }
        return false;
    }
}
