package dev.ballast.operator.playground.story;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that nobody vouches for, and who serves which. */
final class Certificates {
    private Certificates() {}

    /** Puts a new certificate and its key into a Secret. */
    static X509Certificate put(Scene scene, String secret, String host) throws GeneralSecurityException {
        KeyPair key = pair();
        X509Certificate certificate = selfSigned(key, host);
        scene.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(secret)
                        .withNamespace(scene.namespace())
                        .endMetadata()
                        .withType("kubernetes.io/tls")
                        .withData(Map.of("tls.crt", pem(certificate), "tls.key", pem(key.getPrivate())))
                        .build())
                .fieldManager("story")
                .forceConflicts()
                .serverSideApply();
        return certificate;
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** Puts a certificate into a ConfigMap, for those who are to believe it. */
    static void publish(Scene scene, String configMap, X509Certificate authority) {
        scene.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(configMap)
                        .withNamespace(scene.namespace())
                        .endMetadata()
                        .withData(Map.of("ca.crt", text(authority)))
                        .build())
                .fieldManager("story")
                .forceConflicts()
                .serverSideApply();
    }

    /** Somebody with a certificate. */
    record Identity(KeyPair key, X509Certificate certificate) {
        static Identity of(String name) throws GeneralSecurityException {
            KeyPair key = pair();
            return new Identity(key, selfSigned(key, name));
        }

        /** The answer to a GET that shows the certificate. */
        String ask(InetSocketAddress place, String host) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("identity", key.getPrivate(), new char[0], new X509Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new Trustful()}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(place.getAddress(), place.getPort())) {
                socket.setSoTimeout(10_000);
                String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }
    }

    private static X509Certificate selfSigned(KeyPair key, String host) throws GeneralSecurityException {
        X500Name name = new X500Name("CN=" + host);
        Instant now = Instant.now();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    name,
                    key.getPublic());
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static String pem(Object object) {
        return Base64.getEncoder().encodeToString(text(object).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The certificate that each place serves for a server name. */
    static List<X509Certificate> servedBy(List<InetSocketAddress> places, String host) throws IOException {
        List<X509Certificate> served = new ArrayList<>();
        for (InetSocketAddress place : places) {
            try (SSLSocket socket = (SSLSocket) trustful().getSocketFactory().createSocket(place.getAddress(), place.getPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(host)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                served.add((X509Certificate) socket.getSession().getPeerCertificates()[0]);
            }
        }
        return served;
    }

    private static SSLContext trustful() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trustful()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The story looks at the certificate itself. */
    private static final class Trustful extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
