package dev.ballast.traffic.cache;

import org.jspecify.annotations.Nullable;

/**
 * By what an answer can be told from another one for the same request (RFC 9110, 8.8).
 *
 * @param lastModified as the endpoint wrote it
 */
public record Validators(@Nullable String etag, @Nullable String lastModified) {
    public static Validators of(FieldValues answer) {
        return new Validators(answer.get("etag"), answer.get("last-modified"));
    }

    /** Whether there is none, so that the answer can only be asked for anew. */
    public boolean none() {
        return etag == null && lastModified == null;
    }

    /** Whether a request that asks for these asks on a condition that a cache may judge. */
    public static boolean asked(FieldValues request) {
        return request.has("if-none-match") || request.has("if-modified-since");
    }

    /** Whether a client's copy is the one that has these (RFC 9110, 13.1.2 and 13.1.3): 304 says it all. */
    public boolean satisfy(FieldValues request) {
        String tags = request.get("if-none-match");
        if (tags != null) {
            return tags.strip().equals("*") || etag != null && listed(tags, opaque(etag));
        }
        String since = request.get("if-modified-since");
        if (since == null || lastModified == null) {
            return false;
        }
        long asked = HttpDate.parse(since);
        long changed = HttpDate.parse(lastModified);
        return since.equals(lastModified) || asked != HttpDate.NONE && changed != HttpDate.NONE && changed <= asked;
    }

    /** Whether a 304 with that tag is about the answer that has these. */
    public boolean sameAs(@Nullable String otherEtag) {
        return otherEtag == null || etag != null && opaque(etag).equals(opaque(otherEtag));
    }

    /** The weak comparison (RFC 9110, 8.8.3.2). */
    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** Whether a tag stands in a list of tags, which may have commas inside. */
    private static boolean listed(String tags, String opaque) {
        int at = 0;
        while (true) {
            int open = tags.indexOf('"', at);
            int close = open < 0 ? -1 : tags.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if (tags.substring(open, close + 1).equals(opaque)) {
                return true;
            }
            at = close + 1;
        }
    }
}
