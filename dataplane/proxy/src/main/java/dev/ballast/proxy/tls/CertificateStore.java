package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.traffic.time.Ticker;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Certificates ready for handshakes; one that does not change is carried from plan to plan, with its TLS library's state. BoringSSL where it
 * loads, else the JDK's TLS. Config worker only.
 */
public final class CertificateStore {
    /** All there are (RFC 8446, 9.1); none of them is weak. */
    private static final List<String> VERSION_1_3 = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private final Supplier<SslProvider> provider;
    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private final EndpointSecurities endpoints;
    private final Map<Key, Certificate> kept = new HashMap<>();
    private final Map<String, TicketKeys> tickets = new HashMap<>();

    /** What makes a certificate another one. */
    private record Key(CertificateConfig config, ServerPolicy policy) {}

    private CertificateStore(Supplier<SslProvider> provider, Ticker ticker) {
        this.provider = provider;
        this.ticker = ticker;
        this.endpoints = new EndpointSecurities(provider, ticker);
    }

    /** For the other side, of the same library. */
    public EndpointSecurities endpoints() {
        return endpoints;
    }

    /** The fastest library that this machine has. It is loaded with the first certificate: without HTTPS it costs neither time nor memory. */
    public static CertificateStore best() {
        return best(Ticker.system());
    }

    /** The same with a clock for the keys of tickets. */
    public static CertificateStore best(Ticker ticker) {
        return new CertificateStore(() -> OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK, ticker);
    }

    /** The JDK's own library. */
    public static CertificateStore portable() {
        return new CertificateStore(() -> SslProvider.JDK, Ticker.system());
    }

    /** The library that is used: {@code OPENSSL_REFCNT} (which is BoringSSL here) or {@code JDK}. */
    public String library() {
        return provider.get().name();
    }

    /**
     * The certificate with its key, ready for a listener.
     *
     * @throws InvalidCredentialsException when certificate or key cannot be read, or do not fit each other
     * @throws SSLException when the library does not take them
     */
    public Certificate certificate(CertificateConfig config, ServerPolicy policy) throws InvalidCredentialsException, SSLException {
        Key key = new Key(config, policy);
        Certificate known = kept.get(key);
        if (known != null) {
            return known;
        }
        Credentials credentials = Credentials.parse(config.chain(), config.key());
        SslContext context = context(credentials, policy);
        Certificate made = new Certificate(context, tickets(context, policy), names(credentials.chain().getFirst()));
        kept.put(key, made);
        return made;
    }

    /** BoringSSL asks for keys; the JDK's library makes, changes and keeps its own, for each context. */
    private @Nullable TicketKeys tickets(SslContext context, ServerPolicy policy) {
        if (!(context instanceof ReferenceCountedOpenSslContext)) {
            return null;
        }
        TicketKeys keys = tickets.computeIfAbsent(policy.sessionBinding(), binding -> new TicketKeys(digest(binding), ticker, random));
        keys.join(context);
        return keys;
    }

    /** Forgets every certificate but these, and answers which: they are to be released when no handshake can begin with them any more. */
    public List<Certificate> retain(Set<Certificate> used) {
        List<Certificate> dropped = kept.values().stream().filter(each -> !used.contains(each)).toList();
        kept.values().retainAll(used);
        dropped.forEach(Certificate::leaveTickets);
        Set<String> bindings = kept.keySet().stream().map(key -> key.policy().sessionBinding()).collect(Collectors.toSet());
        tickets.keySet().retainAll(bindings);
        return dropped;
    }

    private SslContext context(Credentials credentials, ServerPolicy policy) throws InvalidCredentialsException, SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(credentials.key(), credentials.chain())
                .sslProvider(provider.get())
                .protocols(policy.minVersion().equals("1.3") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"))
                .ciphers(policy.cipherSuites().isEmpty() ? null : withVersion13(policy.cipherSuites()))
                .sessionTimeout(TicketKeys.LIFETIME_SECONDS)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        policy.applicationProtocols()));
        ClientPolicy clients = policy.clients();
        if (clients != null) {
            builder.clientAuth(clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL)
                    .trustManager(Trust.in(clients.authorities(), clients.subjectAltNames()));
        }
        return builder.build();
    }

    private static List<String> withVersion13(List<String> suites) {
        List<String> all = new ArrayList<>(VERSION_1_3);
        all.addAll(suites);
        return all;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static List<String> names(X509Certificate leaf) {
        List<String> names = SubjectAltNames.of(leaf, SubjectAltNames.DNS);
        return names.isEmpty() ? commonNames(leaf) : names;
    }

    private static List<String> commonNames(X509Certificate leaf) {
        try {
            return new LdapName(leaf.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .toList();
        } catch (InvalidNameException unreadable) {
            return List.of(); // It still serves as the first certificate.
        }
    }
}
