package dev.ballast.proxy.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a listener by the server names that they stand for: the name itself, then a wildcard for its first label (RFC 6125,
 * 6.4.3), else the first certificate. Of two for one name the earlier one wins. Immutable.
 */
public final class ServerNames implements Mapping<String, SslContext> {
    private final List<Certificate> certificates;
    private final Map<String, SslContext> byName = new HashMap<>();

    /** @param certificates at least one */
    public ServerNames(List<Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
        for (Certificate certificate : certificates) {
            certificate.names().forEach(name -> byName.putIfAbsent(name.toLowerCase(Locale.ROOT), certificate.context()));
        }
    }

    public List<Certificate> certificates() {
        return certificates;
    }

    /** @param name as the client gave it; null when it gave none */
    @Override
    public SslContext map(@Nullable String name) {
        if (name != null) {
            String lower = name.toLowerCase(Locale.ROOT);
            SslContext exact = byName.get(lower);
            if (exact != null) {
                return exact;
            }
            int dot = lower.indexOf('.');
            SslContext wildcard = dot < 0 ? null : byName.get("*" + lower.substring(dot));
            if (wildcard != null) {
                return wildcard;
            }
        }
        return certificates.get(0).context();
    }
}
