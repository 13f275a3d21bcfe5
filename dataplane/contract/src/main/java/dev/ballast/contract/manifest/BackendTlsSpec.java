package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** TLS towards endpoints. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("TLS 1.2 or 1.3 towards endpoints, and which of them are believed.")
@Whole
@Rule(
        value = "self.mode != 'Verify' || has(self.hostname)",
        message = "'mode Verify has no hostname: expected the name that the certificates of the endpoints have'",
        field = ".hostname")
@Rule(
        value = "self.mode == 'Verify' || !has(self.caRefs)",
        message = "'mode %s has caRefs: expected none, for no certificate is looked at'.format([self.mode])",
        field = ".mode")
@Rule(
        value = "self.mode != 'Disabled' || !has(self.hostname) && !has(self.clientSecret)",
        message = """
                'mode Disabled has %s: expected it with TLS only'.format([has(self.hostname) ? 'hostname' : 'clientSecret'])""",
        field = ".mode")
public record BackendTlsSpec(
        @Doc("Disabled: no TLS. Verify: only to endpoints whose certificate is believed and has the hostname. InsecureSkipVerify: to whoever answers.")
        @Default("Disabled") Mode mode,
        @Doc("Verify: whom to believe, PEM, in the entry ca.crt. Absent means the authorities that Java trusts.") @Nullable @Items(min = 1, max = 8)
        List<CaRef> caRefs,
        @Doc("The name that endpoints are called by (SNI). With Verify their certificates must have it.")
        @Nullable @Text(maxLength = 253, pattern = BackendTlsSpec.NAME, expected = "a DNS name in small letters, without a wildcard")
        String hostname,
        @Doc("A Secret of type kubernetes.io/tls in the same namespace, with the certificate that is shown to endpoints.") @Nullable
        SecretRef clientSecret) {
    /** A DNS name of any number of labels. */
    static final String NAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

    public BackendTlsSpec {
        mode = Objects.requireNonNullElse(mode, Mode.Disabled);
        caRefs = caRefs == null ? null : List.copyOf(caRefs);
    }

    /** Whether endpoints are spoken to in TLS, and which are believed. */
    public enum Mode {
        Disabled,
        Verify,
        InsecureSkipVerify
    }
}
