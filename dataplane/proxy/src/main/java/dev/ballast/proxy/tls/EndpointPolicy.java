package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the endpoints of a backend.
 *
 * @param backend its name: sessions are resumed at its endpoints only
 * @param verify whether an endpoint must show a certificate that is believed and has the hostname
 * @param authorities any of which may stand behind it; empty: those that Java trusts
 * @param hostname what endpoints are called; present where they are verified
 * @param certificate that is shown to them
 * @param applicationProtocols that are offered by ALPN (RFC 7301), the best one first; empty: ALPN is not used
 */
public record EndpointPolicy(
        String backend,
        boolean verify,
        List<AuthorityConfig> authorities,
        @Nullable String hostname,
        @Nullable CertificateConfig certificate,
        List<String> applicationProtocols) {
    public EndpointPolicy {
        authorities = List.copyOf(authorities);
        applicationProtocols = List.copyOf(applicationProtocols);
    }
}
