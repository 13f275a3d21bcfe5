package dev.ballast.proxy.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The certificates of a listener by the server names that they stand for: the name itself, then a wildcard for its first label (RFC 6125,
 * 6.4.3), else the first certificate. Of two for one name the earlier one wins. Immutable.
 */
public final class ServerNames {
    private final List<Certificate> certificates;
    private final Map<String, Certificate> byName = new HashMap<>();

    /** @param certificates at least one */
    public ServerNames(List<Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
        for (Certificate certificate : certificates) {
            certificate.names().forEach(name -> byName.putIfAbsent(name.toLowerCase(Locale.ROOT), certificate));
        }
    }

    public List<Certificate> certificates() {
        return certificates;
    }

    /** @param name as the client gave it, in lower case; {@code ""} when it gave none */
    public Certificate certificate(String name) {
        Certificate exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        Certificate wildcard = dot < 0 ? null : byName.get("*" + name.substring(dot));
        return wildcard == null ? certificates.getFirst() : wildcard;
    }
}
