package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What endpoints are asked for. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What endpoints are asked for. What is absent stays as the client has it.")
@Whole
public record RewriteSpec(
        @Doc("The host; X-Forwarded-Host is still the client's.") @Nullable @Text(maxLength = 253, pattern = HOSTNAME, expected = "a DNS name in small letters")
        String hostname,
        @Doc("The path.") @Nullable PathChangeSpec path) {
    /** A DNS name. */
    static final String HOSTNAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";
}
