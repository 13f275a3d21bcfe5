package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether somebody connects for clients, and says so. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("Whether a header of the PROXY protocol, version 1 or 2, comes before everything else and says who the client is.")
@Whole
@Rule(
        value = "self.mode == 'Disabled' || has(self.trustedCIDRs)",
        message = "'mode %s has no trustedCIDRs: expected at least one range of addresses that may speak for clients'.format([self.mode])",
        field = ".trustedCIDRs")
public record ProxyProtocolSpec(
        @Doc("Disabled: none is read. Required: a connection without one, or from elsewhere, is closed. Optional: also without one, and from elsewhere what looks like one is content.")
        @Default("Disabled") Mode mode,
        @Doc("From where a header is believed, such as 10.0.0.0/8. Required unless the mode is Disabled.")
        @Nullable @Items(min = 1, max = 64) @Text(maxLength = 49, pattern = CIDR, expected = CIDR_EXPECTED)
        List<String> trustedCIDRs) {
    /** Whether it is a range at all is for {@code Cidr} to say. */
    static final String CIDR = "^[0-9a-fA-F.:]+/[0-9]{1,3}$";

    static final String CIDR_EXPECTED = "a range of addresses such as 10.0.0.0/8 or fd00::/8";

    public ProxyProtocolSpec {
        mode = Objects.requireNonNullElse(mode, Mode.Disabled);
        trustedCIDRs = trustedCIDRs == null ? null : List.copyOf(trustedCIDRs);
    }

    /** Whether a header comes. */
    public enum Mode {
        Disabled,
        Required,
        Optional
    }
}
