package dev.ballast.proxy.admin;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority as the operator keeps one. */
public final class Authority {
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    public Authority() {
        try {
            X509v3CertificateBuilder builder = builder("CN=ca", "CN=ca", keys)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            certificate = sign(builder);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** What a pod mounts. */
    public Identity pod(String owner) {
        return issue(List.of(owner), KeyPurposeId.id_kp_serverAuth);
    }

    public Identity operator() {
        return client("ballast://operator");
    }

    public Identity client(String... uris) {
        return issue(List.of(uris), KeyPurposeId.id_kp_clientAuth);
    }

    Identity issue(List<String> uris, @Nullable KeyPurposeId purpose) {
        try {
            KeyPair own = newKeys();
            X509v3CertificateBuilder builder = builder("CN=ca", "CN=leaf", own);
            if (!uris.isEmpty()) {
                GeneralName[] names = uris.stream()
                        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
            }
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            }
            return new Identity(sign(builder), own);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public String pem() {
        return Authority.pem(certificate);
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertificateException | OperatorCreationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static X509v3CertificateBuilder builder(String issuer, String subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(SERIALS.getAndIncrement()),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(Duration.ofDays(1))),
                new X500Name(subject),
                keys.getPublic());
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String pem(Object thing) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return text.toString();
    }

    /** A certificate and its key. */
    public record Identity(X509Certificate certificate, KeyPair keys) {
        /** Writes the files of a mounted Secret, each replaced at once. */
        public void mount(Path directory, String authorities) throws Exception {
            Files.createDirectories(directory);
            replace(directory.resolve("ca.crt"), authorities);
            replace(directory.resolve("tls.crt"), chain());
            replace(directory.resolve("tls.key"), key());
        }

        String chain() {
            return pem(certificate);
        }

        String key() throws IOException {
            return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
        }

        private static void replace(Path file, String text) throws IOException {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }

        /** As a client that believes every server: whether the pod is the right one is the operator's check, not the pod's. */
        public SSLContext client() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return context(factory.getKeyManagers());
        }

        /** A client without a certificate. */
        static SSLContext nobody() throws Exception {
            return context(new KeyManager[0]);
        }

        private static SSLContext context(KeyManager[] keys) throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new Believer()}, null);
            return context;
        }
    }

    private static final class Believer extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
