package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.Sensitive;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that sign themselves. */
public final class TestCertificates {
    private TestCertificates() {}

    /** @param secret the name of its Secret */
    public static CertificateConfig certificate(String secret, String... names) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + secret);
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(64, new java.util.Random()),
                Date.from(now.minus(1, ChronoUnit.DAYS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                subject,
                keys.getPublic());
        GeneralName[] subjects = Arrays.stream(names).map(name -> new GeneralName(GeneralName.dNSName, name)).toArray(GeneralName[]::new);
        if (subjects.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(subjects));
        }
        byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())).getEncoded();
        return new CertificateConfig(
                secret, pem("CERTIFICATE", encoded), new Sensitive(pem("PRIVATE KEY", keys.getPrivate().getEncoded())));
    }

    static X509Certificate leaf(CertificateConfig config) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(config.chain().getBytes(StandardCharsets.US_ASCII)));
    }

    /** With its key, under no password. */
    static KeyStore keyStore(CertificateConfig config) throws Exception {
        Credentials credentials = Credentials.parse(config.chain(), config.key());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", credentials.key(), new char[0], credentials.chain().toArray(X509Certificate[]::new));
        return store;
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
