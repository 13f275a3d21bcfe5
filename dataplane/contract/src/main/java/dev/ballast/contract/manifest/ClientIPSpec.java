package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How it is known who a client is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How it is known who a client is.")
@Whole
@Rule(
        value = "self.type == 'XForwardedFor' ? has(self.trustedCIDRs) != has(self.trustedHops) : !has(self.trustedCIDRs) && !has(self.trustedHops)",
        message = """
                'type %s has %s: expected %s'.format([self.type,
                has(self.trustedCIDRs) ? (has(self.trustedHops) ? 'both trustedCIDRs and trustedHops' : 'trustedCIDRs')
                : (has(self.trustedHops) ? 'trustedHops' : 'neither trustedCIDRs nor trustedHops'),
                self.type == 'XForwardedFor' ? 'exactly one of trustedCIDRs and trustedHops' : 'neither of trustedCIDRs and trustedHops'])""")
public record ClientIPSpec(
        @Doc("""
                Direct: by the address from where it connects (or the PROXY protocol's). XForwardedFor, with HTTP and HTTPS: by what others in front of us have \
                written into X-Forwarded-For, as far as they are trusted; their X-Forwarded-Proto is believed then, too.""")
        @Default("Direct") Type type,
        @Doc("Those in front of us, such as 10.0.0.0/8: the client is the last address that is not among them.")
        @Nullable @Items(min = 1, max = 64) @Text(maxLength = 49, pattern = ProxyProtocolSpec.CIDR, expected = ProxyProtocolSpec.CIDR_EXPECTED)
        List<String> trustedCIDRs,
        @Doc("How many there are in front of us: with 1 the client is the last address in X-Forwarded-For.") @Nullable @Bounds(min = 1, max = 16)
        Integer trustedHops) {
    public ClientIPSpec {
        type = type == null ? Type.Direct : type;
        trustedCIDRs = trustedCIDRs == null ? null : List.copyOf(trustedCIDRs);
    }

    /** Whom to believe. */
    public enum Type {
        Direct,
        XForwardedFor
    }
}
