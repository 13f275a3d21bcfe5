package dev.ballast.toolbox.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server's TLS with a certificate for localhost that nobody vouches for. */
final class SelfSigned {
    private SelfSigned() {}

    /** @param directory where its keys are */
    static SSLContext in(Path directory) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys(directory), "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** What a wanted load comes to for a client that believes in that certificate, as the process's own default. */
    static LoadReport believed(Path directory, Wanted wanted) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("server", keys(directory).getCertificate("mykey"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(context);
        try {
            return wanted.run();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private static KeyStore keys(Path directory) throws Exception {
        Path store = directory.resolve("keys.p12");
        if (!Files.exists(store)) {
            make(store);
        }
        return KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    }

    private static void make(Path store) throws Exception {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12", "-storepass", "secret", "-keystore", store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes());
        assertThat(made.waitFor()).as(said).isZero();
    }
}
