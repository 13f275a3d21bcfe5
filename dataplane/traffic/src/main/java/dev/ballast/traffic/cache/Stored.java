package dev.ballast.traffic.cache;

import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept. All but its place among the others never changes; from any thread.
 */
public final class Stored {
    /** What an answer costs beside its octets: this object, its place in the table, and the objects of its head. */
    private static final int AROUND = 512;

    private final String key;
    private final Vary vary;
    private final String selected;
    private final StoredHead head;
    private final int status;
    private final byte[] body;
    private final Validators validators;
    private final Freshness freshness;
    private final boolean forAnybody;
    private final long requestNanos;
    private final long bytes;

    /** Set by whoever uses it, without a lock; taken back by the one who looks for something to drop. */
    volatile boolean used;
    /** Towards those that came later. Under the store's lock, as all below. */
    @Nullable Stored newer;
    @Nullable Stored older;
    boolean linked;

    private Stored(Head of, String key, byte[] body, long requestNanos) {
        this.key = key;
        this.vary = of.vary();
        this.selected = of.selected();
        this.head = of.head();
        this.status = of.status();
        this.body = body;
        this.validators = of.validators();
        this.freshness = of.freshness();
        this.forAnybody = of.forAnybody();
        this.requestNanos = requestNanos;
        this.bytes = AROUND + 2L * key.length() + selected.length() + of.head().octets().length + body.length;
    }

    /**
     * What is known of an answer when its head has come.
     *
     * @param selected what the request says in the fields of {@code vary}
     * @param forAnybody whether it may be given to who asks in somebody's name
     */
    public record Head(StoredHead head, int status, Vary vary, String selected, Validators validators, Freshness freshness, boolean forAnybody) {
        /** Of an answer that {@link Storing#judge} has let through. */
        public static Head of(StoredHead head, int status, FieldValues request, CacheControl control, Freshness freshness) {
            Vary vary = Vary.of(head.get("vary"));
            if (vary == null) {
                throw new IllegalArgumentException("an answer that depends on everything is not stored");
            }
            return new Head(head, status, vary, vary.selected(request), Validators.of(head), freshness, Storing.forAnybody(control));
        }
    }

    /**
     * @param key what was asked for
     * @param body is this one's from here on
     * @param requestNanos when its request went out
     */
    public static Stored of(Head head, String key, byte[] body, long requestNanos) {
        return new Stored(head, key, body, requestNanos);
    }

    /** What its request said in the fields of {@link #vary}. */
    String selected() {
        return selected;
    }

    boolean sameVariant(Stored other) {
        return vary.equals(other.vary) && selected.equals(other.selected);
    }

    String key() {
        return key;
    }

    Vary vary() {
        return vary;
    }

    public StoredHead head() {
        return head;
    }

    public int status() {
        return status;
    }

    /** Not to be changed. */
    public byte[] body() {
        return body;
    }

    public Validators validators() {
        return validators;
    }

    public Freshness freshness() {
        return freshness;
    }

    boolean forAnybody() {
        return forAnybody;
    }

    long requestNanos() {
        return requestNanos;
    }

    /** That it costs. */
    long bytes() {
        return bytes;
    }
}
