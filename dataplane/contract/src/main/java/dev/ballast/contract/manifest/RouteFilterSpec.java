package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What is done to a route's requests or answers. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What is done to a route's requests or answers: the section that its type names.")
@Whole
public record RouteFilterSpec(
        @Doc("""
                RequestHeaders, ResponseHeaders (fields that are changed), Redirect (an answer that sends the client elsewhere), Rewrite (what the \
                endpoints are asked for), Mirror (a copy for another backend), or Cache (answers that are kept for others). One of each type at most; they are done in this order, however they are written.""")
        @Required Type type,
        @Doc("Changes of the request's header fields.") @Nullable HeaderChangesSpec requestHeaders,
        @Doc("Changes of the header fields of endpoints' answers.") @Nullable HeaderChangesSpec responseHeaders,
        @Doc("Where clients are sent.") @Nullable RedirectSpec redirect,
        @Doc("What endpoints are asked for.") @Nullable RewriteSpec rewrite,
        @Doc("Where a copy of the request goes, as endpoints are sent it.") @Nullable MirrorSpec mirror,
        @Doc("What is kept of endpoints' answers. What is answered from it asks no endpoint, and sends no copy.") @Nullable CacheSpec cache) {
    /** The filters. */
    public enum Type {
        RequestHeaders,
        ResponseHeaders,
        Redirect,
        Rewrite,
        Mirror,
        Cache
    }
}
