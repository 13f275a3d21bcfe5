package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.Sensitive;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that stands behind certificates of clients and endpoints. */
final class TestAuthority {
    private final KeyPair keys = pair();
    private final X500Name name;
    private final String pem;

    TestAuthority(String name) throws Exception {
        this.name = new X500Name("CN=" + name);
        this.pem = TestCertificates.pem("CERTIFICATE", sign(this.name, keys, true, 1).getEncoded());
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private X509CertificateHolder sign(X500Name subject, KeyPair subjectKeys, boolean authority, int days, GeneralName... names) throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, new Random()),
                Date.from(now.minus(2, ChronoUnit.DAYS)),
                Date.from(now.plus(days, ChronoUnit.DAYS)),
                subject,
                subjectKeys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    /** As a snapshot has it. */
    AuthorityConfig config(String of) {
        return new AuthorityConfig(of, pem);
    }

    String pem() {
        return pem;
    }

    /** A certificate with its key. A name with {@code ://} in it is a URI, one with {@code @} an e-mail address, one of digits and dots an address. */
    CertificateConfig issue(String secret, String... names) throws Exception {
        return issue(secret, 1, names);
    }

    /** The same whose time was over yesterday. */
    CertificateConfig expired(String secret, String... names) throws Exception {
        return issue(secret, -1, names);
    }

    private CertificateConfig issue(String secret, int days, String... names) throws Exception {
        KeyPair subject = pair();
        GeneralName[] subjects = Arrays.stream(names).map(each -> new GeneralName(kind(each), each)).toArray(GeneralName[]::new);
        byte[] encoded = sign(new X500Name("CN=" + secret), subject, false, days, subjects).getEncoded();
        return new CertificateConfig(
                secret,
                TestCertificates.pem("CERTIFICATE", encoded),
                new Sensitive(TestCertificates.pem("PRIVATE KEY", subject.getPrivate().getEncoded())));
    }

    Credentials client(String... names) throws Exception {
        CertificateConfig issued = issue("client", names);
        return Credentials.parse(issued.chain(), issued.key());
    }

    private static int kind(String name) {
        if (name.contains("://")) {
            return GeneralName.uniformResourceIdentifier;
        }
        return name.contains("@") ? GeneralName.rfc822Name : name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
    }
}
