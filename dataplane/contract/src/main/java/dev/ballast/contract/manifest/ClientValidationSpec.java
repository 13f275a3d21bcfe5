package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which clients may come in, by the certificates that they show. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("Which clients may come in, by the certificates that they show.")
@Whole
public record ClientValidationSpec(
        @Doc("RequireAndVerify: only with a certificate that is believed. VerifyIfGiven: also without one, but not with one that is not believed.")
        @Default("RequireAndVerify") Mode mode,
        @Doc("Whom to believe: certificates of authorities, PEM, in the entry ca.crt.") @Required @Items(min = 1, max = 8)
        List<CaRef> caRefs,
        @Doc("If given, a certificate must also have one of these subject alternative names: DNS names, e-mail addresses, URIs or IP addresses.")
        @Nullable @Items(min = 1, max = 32) @Text(maxLength = 253)
        List<String> subjectAltNames) {
    public ClientValidationSpec {
        mode = mode == null ? Mode.RequireAndVerify : mode;
        caRefs = caRefs == null ? List.of() : List.copyOf(caRefs);
        subjectAltNames = subjectAltNames == null ? null : List.copyOf(subjectAltNames);
    }

    /** What becomes of a client without a certificate. */
    public enum Mode {
        RequireAndVerify,
        VerifyIfGiven
    }
}
