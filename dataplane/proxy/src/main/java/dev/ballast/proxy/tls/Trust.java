package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.CertificateVerifier;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes certificates behind which one of some authorities stands (RFC 5280, as the JDK's PKIX checks it), and of clients only those that also have
 * one of some names. Both TLS libraries ask it in full handshakes; a session that is resumed was believed before.
 */
final class Trust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chain;
    private final Set<String> names;

    private Trust(X509ExtendedTrustManager chain, Set<String> names) {
        this.chain = chain;
        this.names = names;
    }

    /** @param subjectAltNames of which a client's certificate must have one; empty: whatever it has */
    static Trust in(List<AuthorityConfig> authorities, List<String> subjectAltNames) throws InvalidCredentialsException {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (AuthorityConfig authority : authorities) {
                for (X509Certificate certificate : Credentials.authorities(authority.certificates())) {
                    anchors.setCertificateEntry("authority " + anchors.size(), certificate);
                }
            }
            Set<String> names = subjectAltNames.stream().map(SubjectAltNames::normal).collect(Collectors.toSet());
            return new Trust(chain(anchors), names);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every Java platform has PKCS #12 and PKIX", impossible);
        }
    }

    private static X509ExtendedTrustManager chain(KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new IllegalStateException("PKIX makes an X509ExtendedTrustManager");
    }

    private void named(X509Certificate leaf) throws CertificateException {
        if (!names.isEmpty() && SubjectAltNames.of(leaf).stream().noneMatch(names::contains)) {
            throw new UnacceptedNameException();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine) throws CertificateException {
        try {
            chain.checkClientTrusted(certificates, type, engine);
            named(certificates[0]);
        } catch (CertificateException refused) {
            throw engine instanceof ReferenceCountedOpenSslEngine ? withAlert(refused) : refused;
        }
    }

    /**
     * The same, so that the client is told by an alert what is wrong with its certificate (RFC 8446, 6.2): Netty knows the times at which one is not valid, and has
     * BoringSSL call everything else an error of ours.
     */
    private static CertificateException withAlert(CertificateException refused) {
        if (refused instanceof UnacceptedNameException) {
            return new OpenSslCertificateException(refused, CertificateVerifier.X509_V_ERR_CERT_REJECTED);
        }
        for (@Nullable Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException invalid) {
                return invalid.getReason() == BasicReason.EXPIRED || invalid.getReason() == BasicReason.NOT_YET_VALID
                        ? refused
                        : new OpenSslCertificateException(refused, CertificateVerifier.X509_V_ERR_CERT_REJECTED);
            }
        }
        return new OpenSslCertificateException(refused, CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine) throws CertificateException {
        chain.checkServerTrusted(certificates, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket) throws CertificateException {
        chain.checkClientTrusted(certificates, type, socket);
        named(certificates[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket) throws CertificateException {
        chain.checkServerTrusted(certificates, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type) throws CertificateException {
        chain.checkClientTrusted(certificates, type);
        named(certificates[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type) throws CertificateException {
        chain.checkServerTrusted(certificates, type);
    }

    /** Clients are told whose certificates are wanted. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }

    /** A certificate is believed, but has none of the names that are wanted. */
    static final class UnacceptedNameException extends CertificateException {
        private static final long serialVersionUID = 1;

        private UnacceptedNameException() {
            super("none of the certificate's names is accepted");
        }
    }
}
