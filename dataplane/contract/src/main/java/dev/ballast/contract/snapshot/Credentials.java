package dev.ballast.contract.snapshot;

import dev.ballast.contract.snapshot.InvalidCredentialsException.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and its key, parsed from PEM and known to fit each other. A key may be PKCS #8 ({@code PRIVATE KEY}),
 * PKCS #1 ({@code RSA PRIVATE KEY}, RFC 8017) or SEC 1 ({@code EC PRIVATE KEY}, RFC 5915); the JDK reads the first only, so that the other two are put
 * into its frame (RFC 5958) with the algorithm of the certificate.
 *
 * @param chain the leaf first; never empty
 * @param key of the leaf
 */
public record Credentials(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    public Credentials {
        chain = List.copyOf(chain);
    }

    /** Parses and compares; takes some tenths of a millisecond. */
    public static Credentials parse(String chain, Sensitive key) throws InvalidCredentialsException {
        List<X509Certificate> certificates = certificates(chain);
        PublicKey open = certificates.getFirst().getPublicKey();
        PrivateKey secret = key(key, open);
        if (!fit(open, secret)) {
            throw new InvalidCredentialsException(Part.KEY, "is the key of another certificate: expected the one of the first certificate in tls.crt");
        }
        return new Credentials(certificates, secret);
    }

    /** @throws InvalidCredentialsException when there is no certificate in the text, or one that cannot be read */
    public static List<X509Certificate> certificates(String pem) throws InvalidCredentialsException {
        return certificates(pem, "a certificate chain in PEM, the server's first");
    }

    /** The same for those of authorities, in no order. */
    public static List<X509Certificate> authorities(String pem) throws InvalidCredentialsException {
        return certificates(pem, "certificates of authorities in PEM");
    }

    private static List<X509Certificate> certificates(String pem, String expected) throws InvalidCredentialsException {
        if (pem.isBlank()) {
            throw new InvalidCredentialsException(Part.CHAIN, "is empty: expected " + expected);
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(pem); block.find(); ) {
            if (block.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(block.group(2), certificates.size()));
            }
        }
        if (certificates.isEmpty()) {
            throw new InvalidCredentialsException(Part.CHAIN, "holds no PEM block CERTIFICATE: expected " + expected);
        }
        return certificates;
    }

    private static X509Certificate certificate(String base64, int index) throws InvalidCredentialsException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
        } catch (CertificateException | IllegalArgumentException broken) {
            throw new InvalidCredentialsException(Part.CHAIN, "certificate " + (index + 1) + " cannot be read: expected X.509 in PEM");
        }
    }

    private static PrivateKey key(Sensitive pem, PublicKey open) throws InvalidCredentialsException {
        String expected = ": expected PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM";
        if (pem.reveal().isBlank()) {
            throw new InvalidCredentialsException(Part.KEY, "is empty" + expected);
        }
        for (Matcher block = BLOCK.matcher(pem.reveal()); block.find(); ) {
            String label = block.group(1);
            if (label.equals("ENCRYPTED PRIVATE KEY") || block.group(2).contains("ENCRYPTED")) {
                throw new InvalidCredentialsException(Part.KEY, "is protected by a password" + expected + ", without one");
            }
            if (label.endsWith("PRIVATE KEY")) {
                return key(label, block.group(2), open);
            }
        }
        throw new InvalidCredentialsException(Part.KEY, "holds no PEM block of a private key" + expected);
    }

    private static PrivateKey key(String label, String base64, PublicKey open) throws InvalidCredentialsException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            byte[] framed = label.equals("PRIVATE KEY") ? der : framed(der, open);
            return KeyFactory.getInstance(open.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(framed));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new InvalidCredentialsException(
                    Part.KEY, "holds a block " + label + " that cannot be read as a key of the certificate's algorithm: expected a key for " + open.getAlgorithm());
        }
    }

    /** SEQUENCE { INTEGER 0, the certificate's AlgorithmIdentifier, OCTET STRING key }. */
    private static byte[] framed(byte[] key, PublicKey open) {
        byte[] spki = open.getEncoded();
        int algorithm = contentAt(spki, 0);
        int end = contentAt(spki, algorithm) + lengthAt(spki, algorithm);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0x02, 0x01, 0x00});
        body.write(spki, algorithm, end - algorithm);
        body.writeBytes(tagged(0x04, key));
        return tagged(0x30, body.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < 0x80) {
            der.write(content.length);
        } else {
            der.write(0x82);
            der.write(content.length >> 8);
            der.write(content.length);
        }
        der.writeBytes(content);
        return der.toByteArray();
    }

    /** Where the content of the DER element at this offset begins. */
    private static int contentAt(byte[] der, int offset) {
        int first = der[offset + 1] & 0xff;
        return offset + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int lengthAt(byte[] der, int offset) {
        int first = der[offset + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = offset + 2; i < contentAt(der, offset); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    private static boolean fit(PublicKey open, PrivateKey secret) throws InvalidCredentialsException {
        if (open instanceof RSAPublicKey one && secret instanceof RSAPrivateKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        try {
            Signature signature = Signature.getInstance(open.getAlgorithm().equals("EC") ? "SHA256withECDSA" : open.getAlgorithm());
            byte[] text = {1, 2, 3};
            signature.initSign(secret);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException unusable) {
            throw new InvalidCredentialsException(
                    Part.KEY, "cannot sign: " + unusable.getMessage() + ": expected a key for RSA, EC (P-256, P-384, P-521) or EdDSA");
        }
    }
}
