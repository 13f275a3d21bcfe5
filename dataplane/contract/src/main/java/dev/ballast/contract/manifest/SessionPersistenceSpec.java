package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How a client goes back to the endpoint that it had. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How a client goes back to the endpoint that it had. When endpoints come or go, only the sessions of those that are gone move.")
@Rule(
        value = "self.type == 'Cookie' || !has(self.name)",
        message = "'name is present with type %s: expected it with Cookie only'.format([self.type])",
        field = ".name")
@Rule(
        value = "self.type == 'Cookie' || !has(self.lifetime)",
        message = "'lifetime is present with type %s: expected it with Cookie only'.format([self.type])",
        field = ".lifetime")
public record SessionPersistenceSpec(
        @Doc("""
                Cookie (a signed name of the endpoint that only the load balancer reads; HTTP and HTTPS only), or SourceIP (by the client's address, whatever the \
                algorithm: as algorithm SourceIP).""")
        @Default("Cookie") Type type,
        @Doc("Of the cookie. Absent: one of its own for each backend. One name for two backends of a host would have each end the other's sessions.")
        @Nullable @Text(maxLength = 64, pattern = ConsistentHashSpec.TOKEN, expected = "the name of a cookie")
        String name,
        @Doc("How long the client keeps the cookie, from the session's beginning. Absent: as long as its own session lasts.") @Nullable GepDuration lifetime) {
    public SessionPersistenceSpec {
        type = type == null ? Type.Cookie : type;
    }

    /** By what a client is known. */
    public enum Type {
        Cookie,
        SourceIP
    }
}
