package dev.ballast.operator.controller.publish;

import dev.ballast.operator.controller.identity.Authority;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts exactly the pods of one LoadBalancer: the chain must end in the channel's authority, the certificate must be for a server, and its
 * only name must be the LoadBalancer's URI. Pods are dialled by address, so that no host name could be checked; a pod that answers at an
 * address which was another LoadBalancer's a moment ago is refused here.
 *
 * <p>Extends the extended kind on purpose: the JDK adds its own host name check to every other.
 */
final class PodTrustManager extends X509ExtendedTrustManager {
    private final String owner;
    private final Supplier<Authority> authority;

    PodTrustManager(String owner, Supplier<Authority> authority) {
        this.owner = owner;
        this.authority = authority;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chainManager(authority.get()).checkServerTrusted(chain, authType);
        List<String> names = Authority.uriNames(chain[0]);
        if (!names.equals(List.of(owner))) {
            throw new CertificateException("the pod's certificate names " + names + ": expected exactly " + owner);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw new CertificateException("the operator takes no connections on the channel");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw new CertificateException("the operator takes no connections on the channel");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the operator takes no connections on the channel");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.get().trusted().toArray(X509Certificate[]::new);
    }

    /** The JDK's own check of chain, dates and the certificate's use. */
    private static X509TrustManager chainManager(Authority authority) throws CertificateException {
        try {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            int number = 0;
            for (X509Certificate root : authority.trusted()) {
                roots.setCertificateEntry("root-" + number++, root);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(roots);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | java.io.IOException broken) {
            throw new CertificateException("the channel's authority cannot be used", broken);
        }
    }
}
