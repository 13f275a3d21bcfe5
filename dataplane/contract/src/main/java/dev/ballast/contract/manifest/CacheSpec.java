package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What of endpoints' answers is kept, to answer others with it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("""
        Answers to GET are kept, by each replica, and used for GET and HEAD, as RFC 9111 says of shared caches. Answers with Set-Cookie are never kept, \
        nor those to Authorization unless they say that they are for all. A request of another method that changes something drops what is kept for its target.""")
@Whole
public record CacheSpec(
        @Doc("""
                Answers that are kept take so much memory of a replica, 64Ki to 1Gi; what is used least goes first. All caches of a replica together take no more than a \
                quarter of its heap, and nothing while its memory is short.""")
        @Default("16Mi")
        ByteSize maxBytes,
        @Doc("A longer answer is not kept; 1Ki to half of maxBytes. Absent: 1Mi, or a quarter of maxBytes where that is less.") @Nullable ByteSize maxObjectBytes,
        @Doc("For how long an answer is fresh that does not say it, where its status is one that lasts; 0s = it is not kept.") @Default("0s") GepDuration defaultTtl) {
    private static final long USUAL_OBJECT = 1 << 20;

    public CacheSpec {
        maxBytes = maxBytes == null ? ByteSize.of("16Mi") : maxBytes;
        defaultTtl = defaultTtl == null ? GepDuration.of("0s") : defaultTtl;
    }

    /** The longest answer that is kept, in bytes. */
    public long longest() {
        return maxObjectBytes == null ? Math.min(USUAL_OBJECT, maxBytes.bytes() / 4) : maxObjectBytes.bytes();
    }
}
