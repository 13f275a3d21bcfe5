package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;

/**
 * Certificates ready for handshakes; one that does not change is carried from plan to plan, with its TLS library's state. BoringSSL where it
 * loads, else the JDK's TLS. Config worker only.
 */
public final class CertificateStore {
    private static final int SUBJECT_DNS = 2;

    private final Supplier<SslProvider> provider;
    private final Map<Key, Certificate> kept = new HashMap<>();

    /** What makes a certificate another one. */
    private record Key(CertificateConfig config, String minVersion) {}

    private CertificateStore(Supplier<SslProvider> provider) {
        this.provider = provider;
    }

    /** The fastest library that this machine has. It is loaded with the first certificate: without HTTPS it costs neither time nor memory. */
    public static CertificateStore best() {
        return new CertificateStore(() -> OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }

    /** The JDK's own library. */
    public static CertificateStore portable() {
        return new CertificateStore(() -> SslProvider.JDK);
    }

    /** The library that is used: {@code OPENSSL_REFCNT} (which is BoringSSL here) or {@code JDK}. */
    public String library() {
        return provider.get().name();
    }

    /**
     * The certificate with its key, ready.
     *
     * @param minVersion {@code "1.2"} or {@code "1.3"}
     * @throws InvalidCredentialsException when certificate or key cannot be read, or do not fit each other
     * @throws SSLException when the library does not take them
     */
    public Certificate certificate(CertificateConfig config, String minVersion) throws InvalidCredentialsException, SSLException {
        Key key = new Key(config, minVersion);
        Certificate known = kept.get(key);
        if (known != null) {
            return known;
        }
        Credentials credentials = Credentials.parse(config.chain(), config.key());
        Certificate made = new Certificate(context(credentials, minVersion), names(credentials.chain().getFirst()));
        kept.put(key, made);
        return made;
    }

    /** Forgets every certificate but these, and answers which: they are to be released when no handshake can begin with them any more. */
    public List<Certificate> retain(Set<Certificate> used) {
        List<Certificate> dropped = kept.values().stream().filter(each -> !used.contains(each)).toList();
        kept.values().retainAll(used);
        return dropped;
    }

    private SslContext context(Credentials credentials, String minVersion) throws SSLException {
        return SslContextBuilder.forServer(credentials.key(), credentials.chain())
                .sslProvider(provider.get())
                .protocols(minVersion.equals("1.3") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    private static List<String> names(X509Certificate leaf) {
        List<String> names = new ArrayList<>();
        try {
            if (leaf.getSubjectAlternativeNames() != null) {
                for (List<?> name : leaf.getSubjectAlternativeNames()) {
                    if (name.get(0).equals(SUBJECT_DNS)) {
                        names.add((String) name.get(1));
                    }
                }
            }
            if (names.isEmpty()) {
                for (Rdn part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        names.add(part.getValue().toString());
                    }
                }
            }
        } catch (CertificateParsingException | InvalidNameException unreadable) {
            return List.of(); // It still serves as the first certificate.
        }
        return names;
    }
}
