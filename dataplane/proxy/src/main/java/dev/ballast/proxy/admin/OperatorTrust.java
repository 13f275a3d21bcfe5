package dev.ballast.proxy.admin;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets in the operator and nobody else: the certificate chains to the operator's CA, is for clients, and carries exactly one URI name, the
 * expected one. The pods' own certificates chain to the same CA; they are for servers and carry another name, so they fail twice.
 */
final class OperatorTrust extends X509ExtendedTrustManager {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int URI_NAME = 6;

    private final X509ExtendedTrustManager chain;
    private final String name;
    private final Consumer<String> refused;

    /**
     * @param authorities whose signatures count
     * @param name the URI that the client must carry
     * @param refused hears why a client was not let in
     */
    OperatorTrust(KeyStore authorities, String name, Consumer<String> refused) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        this.chain = Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("This JDK has no X.509 trust manager."));
        this.name = name;
        this.refused = refused;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            chain.checkClientTrusted(certificates, authType, engine);
            checkPurpose(certificates[0]);
            checkName(certificates[0]);
        } catch (CertificateException why) {
            refused.accept(certificates[0].getSubjectX500Principal() + ": " + why.getMessage());
            throw why;
        }
    }

    private static void checkPurpose(X509Certificate certificate) throws CertificateException {
        List<String> purposes = certificate.getExtendedKeyUsage();
        if (purposes == null || !purposes.contains(CLIENT_AUTH)) {
            throw new CertificateException("the certificate is not for clients: expected the extended key usage clientAuth");
        }
    }

    private void checkName(X509Certificate certificate) throws CertificateException {
        List<String> names = uriNames(certificate);
        if (!names.equals(List.of(name))) {
            throw new CertificateException("the URI names " + names + " are not the operator's: expected exactly " + name);
        }
    }

    private static List<String> uriNames(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(entry -> entry.get(0).equals(URI_NAME))
                        .map(entry -> String.valueOf(entry.get(1)))
                        .toList();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        throw new CertificateException("A client is checked on its connection only.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("A client is checked on its connection only.");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        throw new CertificateException("The channel dials nobody.");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("The channel dials nobody.");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("The channel dials nobody.");
    }
}
