package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.AuthorityConfig;
import java.util.List;

/**
 * Which clients may come in.
 *
 * @param required whether one without a certificate is refused
 * @param authorities any of which may stand behind a certificate
 * @param subjectAltNames of which a certificate must have one; empty: whatever it has
 */
public record ClientPolicy(boolean required, List<AuthorityConfig> authorities, List<String> subjectAltNames) {
    public ClientPolicy {
        authorities = List.copyOf(authorities);
        subjectAltNames = List.copyOf(subjectAltNames);
    }
}
