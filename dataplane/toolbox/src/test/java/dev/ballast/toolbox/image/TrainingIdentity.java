package dev.ballast.toolbox.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One certificate that signs itself and plays every part: the pod's, the operator's, and their authority. Good for a day, on loopback. */
final class TrainingIdentity {
    private static final String PASSWORD = "training";
    private static final String ALIAS = "own";

    private final KeyStore store;
    private final String certificate;
    private final String key;

    private TrainingIdentity(KeyStore store) throws GeneralSecurityException {
        this.store = store;
        this.certificate = pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
        this.key = pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    }

    /**
     * Makes one and writes the files of a pod's channel.
     *
     * @param name the URI that the operator's certificate carries
     */
    static TrainingIdentity make(Path directory, String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = Files.createDirectories(directory).resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1", "-dname", "CN=training",
                        "-ext", "san=uri:" + name + ",ip:127.0.0.1", "-ext", "eku=serverAuth,clientAuth", "-alias", ALIAS,
                        "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        TrainingIdentity identity = new TrainingIdentity(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
        Files.writeString(directory.resolve("tls.crt"), identity.certificate);
        Files.writeString(directory.resolve("tls.key"), identity.key);
        Files.writeString(directory.resolve("ca.crt"), identity.certificate);
        return identity;
    }

    /** PEM. */
    String certificate() {
        return certificate;
    }

    /** PEM, PKCS #8. */
    String key() {
        return key;
    }

    /** Shows the certificate, and trusts it. */
    SSLContext context() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        Certificate own = store.getCertificate(ALIAS);
        trusted.setCertificateEntry(ALIAS, own);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
