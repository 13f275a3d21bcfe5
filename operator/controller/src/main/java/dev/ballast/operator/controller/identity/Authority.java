package dev.ballast.operator.controller.identity;

import dev.ballast.contract.snapshot.Sensitive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authority of the channel. Immutable.
 *
 * <p>It is a list of roots, the newest first. All of them are trusted ({@link #bundle}); a new root signs only after it has been trusted for
 * {@link #OVERLAP}, so that every pod has read it from its mount before it meets a certificate of it. Keys are EC P-256: a mount holds few
 * bytes of them, and signing is cheap.
 */
public final class Authority {
    /** How long a root lives; from half of that on there is a newer one. */
    public static final Duration ROOT_LIFE = Duration.ofDays(3650);

    /** How long a certificate lives; it is replaced after two thirds of that. */
    public static final Duration LEAF_LIFE = Duration.ofDays(90);

    /** How long a root is trusted before it signs. */
    public static final Duration OVERLAP = Duration.ofDays(1);

    /** The URI name of the operator's own certificate. */
    public static final String OPERATOR = "ballast://operator";

    private static final String MAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Root> roots;

    /** @throws IllegalArgumentException without any root */
    Authority(List<Root> roots) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("an authority has at least one root");
        }
        this.roots = List.copyOf(roots);
    }

    /** What a certificate may be used for. */
    public enum Use {
        Server(KeyPurposeId.id_kp_serverAuth),
        Client(KeyPurposeId.id_kp_clientAuth);

        private final KeyPurposeId purpose;

        Use(KeyPurposeId purpose) {
            this.purpose = purpose;
        }
    }

    /**
     * A certificate and its key.
     *
     * @param certificate the leaf; its root is in the bundle
     */
    public record Identity(X509Certificate certificate, PrivateKey key) {
        public String certificatePem() {
            return pem(certificate);
        }

        /** PKCS #8. */
        public String keyPem() {
            return pem(key);
        }
    }

    record Root(X509Certificate certificate, PrivateKey key) {}

    /** A new authority with one root. */
    public static Authority create(InstantSource clock) {
        return new Authority(List.of(newRoot(clock.instant())));
    }

    /** Issues a certificate with exactly one name, a URI, and exactly one use. */
    public Identity issue(String uri, Use use, InstantSource clock) {
        Instant now = clock.instant();
        Root root = signing(now);
        KeyPair pair = newKeys();
        X509Certificate certificate = sign(root, uri, use, pair.getPublic(), now);
        return new Identity(certificate, pair.getPrivate());
    }

    /** What is trusted, PEM. */
    public String bundle() {
        StringBuilder text = new StringBuilder();
        roots.forEach(root -> text.append(pem(root.certificate())));
        return text.toString();
    }

    /** What is trusted. */
    public List<X509Certificate> trusted() {
        return roots.stream().map(Root::certificate).toList();
    }

    /** The roots' keys in the order of the bundle, PEM. */
    public String keys() {
        StringBuilder text = new StringBuilder();
        roots.forEach(root -> text.append(pem(root.key())));
        return text.toString();
    }

    /**
     * A secret for one use, the same as long as the oldest root lives, from which nobody learns its key, or the secret of another use (HMAC-SHA256, RFC 2104).
     *
     * @param use what it is for
     */
    public Sensitive secret(String use) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(roots.getLast().key().getEncoded(), MAC));
            return new Sensitive(HexFormat.of().formatHex(mac.doFinal(use.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + MAC, impossible);
        }
    }

    /** Whether two thirds of a certificate's life are over, or it is not of this authority, or not for this name. */
    public boolean due(@Nullable X509Certificate certificate, String uri, InstantSource clock) {
        return certificate == null
                || !clock.instant().isBefore(replaceAt(certificate))
                || !uriNames(certificate).equals(List.of(uri))
                || roots.stream().noneMatch(root -> signed(root, certificate));
    }

    /** When a certificate is to be replaced. */
    public static Instant replaceAt(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(2).dividedBy(3));
    }

    /** With a new root where the newest is past half its life, and without those that have expired; empty where nothing changes. */
    public Optional<Authority> renewed(InstantSource clock) {
        Instant now = clock.instant();
        List<Root> next = new ArrayList<>(roots);
        next.removeIf(root -> root.certificate().getNotAfter().toInstant().isBefore(now));
        if (next.isEmpty() || !now.isBefore(half(next.getFirst().certificate()))) {
            next.addFirst(newRoot(now));
        }
        return next.equals(roots) ? Optional.empty() : Optional.of(new Authority(next));
    }

    /**
     * Reads what {@link #bundle} and {@link #keys} wrote.
     *
     * @throws IllegalArgumentException when it is not that; the message holds no key
     */
    public static Authority read(String bundle, String keys) {
        List<X509Certificate> certificates = certificates(bundle);
        List<PrivateKey> privateKeys = privateKeys(keys);
        if (certificates.isEmpty() || certificates.size() != privateKeys.size()) {
            throw new IllegalArgumentException(certificates.size() + " certificates and " + privateKeys.size()
                    + " keys are not an authority: expected as many keys as certificates, at least one");
        }
        List<Root> roots = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            roots.add(new Root(certificates.get(i), privateKeys.get(i)));
        }
        return new Authority(roots);
    }

    /**
     * The certificates of a PEM text.
     *
     * @throws IllegalArgumentException when the text is not PEM
     */
    public static List<X509Certificate> certificates(String pem) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var stream = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            return factory.generateCertificates(stream).stream().map(X509Certificate.class::cast).toList();
        } catch (GeneralSecurityException notPem) {
            throw new IllegalArgumentException("not certificates in PEM", notPem);
        }
    }

    /** The URI names of a certificate; empty where it has none, or has names of other kinds. */
    public static List<String> uriNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null || names.stream().anyMatch(name -> !name.getFirst().equals(GeneralName.uniformResourceIdentifier))) {
                return List.of();
            }
            return names.stream().map(name -> name.get(1).toString()).toList();
        } catch (GeneralSecurityException broken) {
            return List.of();
        }
    }

    private Root signing(Instant now) {
        return roots.stream()
                .filter(root -> !root.certificate().getNotBefore().toInstant().plus(OVERLAP).isAfter(now))
                .findFirst()
                .orElse(roots.getLast());
    }

    private static Instant half(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        return from.plus(Duration.between(from, certificate.getNotAfter().toInstant()).dividedBy(2));
    }

    private static boolean signed(Root root, X509Certificate certificate) {
        try {
            certificate.verify(root.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static Root newRoot(Instant now) {
        KeyPair pair = newKeys();
        // The year in the name keeps the roots of one bundle apart: a chain is built by the issuer's name.
        X500Name name = new X500Name("CN=Ballast channel " + now);
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial(), Date.from(now), Date.from(now.plus(ROOT_LIFE)), name, pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Root(finish(builder, pair.getPrivate()), pair.getPrivate());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static X509Certificate sign(Root root, String uri, Use use, PublicKey key, Instant now) {
        // An hour back: clocks differ.
        Date from = Date.from(now.minus(Duration.ofHours(1)));
        Date until = Date.from(now.plus(LEAF_LIFE));
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    root.certificate(), serial(), from, until, new X500Name("CN=ballast"), key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(use.purpose));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
            return finish(builder, root.key());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static X509Certificate finish(JcaX509v3CertificateBuilder builder, PrivateKey key) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform signs with EC keys", impossible);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has the curve P-256", impossible);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).add(BigInteger.ONE);
    }

    private static List<PrivateKey> privateKeys(String pem) {
        List<PrivateKey> keys = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
                if (entry instanceof PrivateKeyInfo key) {
                    keys.add(new JcaPEMKeyConverter().getPrivateKey(key));
                }
            }
        } catch (IOException broken) {
            throw new IllegalArgumentException("not private keys in PKCS #8 PEM");
        }
        return keys;
    }

    private static String pem(Object entry) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(entry instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : entry);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
