package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Where a client is sent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("Where a client is sent. What is absent stays as it was asked for.")
@Whole
public record RedirectSpec(
        @Doc("http or https.") @Nullable Scheme scheme,
        @Doc("The host.") @Nullable @Text(maxLength = 253, pattern = RewriteSpec.HOSTNAME, expected = "a DNS name in small letters")
        String hostname,
        @Doc("The path.") @Nullable PathChangeSpec path,
        @Doc("The port. Absent: the scheme's own where the scheme is given, else the listener's.") @Nullable @Bounds(min = 1, max = 65535)
        Integer port,
        @Doc("301, 302, 303, 307 or 308.") @Default("302") @Bounds(min = 301, max = 308)
        Integer statusCode) {
    public RedirectSpec {
        statusCode = statusCode == null ? 302 : statusCode;
    }

    /** As URIs have them. */
    public enum Scheme {
        http,
        https
    }
}
