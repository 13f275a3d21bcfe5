package dev.ballast.proxy.admin;

import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.Sensitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The channel's TLS from the files of a directory: {@code tls.crt}, {@code tls.key} and {@code ca.crt}, all PEM. */
final class ChannelTls {
    private static final char[] NO_PASSWORD = new char[0];

    private final Path directory;
    private final String clientName;
    private final Consumer<String> refused;

    /**
     * @param clientName the URI name that the only client carries
     * @param refused hears why a client was not let in
     */
    ChannelTls(Path directory, String clientName, Consumer<String> refused) {
        this.directory = directory;
        this.clientName = clientName;
        this.refused = refused;
    }

    /** The files it is made of. */
    List<Path> files() {
        return List.of(directory.resolve("tls.crt"), directory.resolve("tls.key"), directory.resolve("ca.crt"));
    }

    /**
     * A new context from the files as they are now. Being new, it knows no session of an earlier one, so that nobody resumes past a
     * changed CA.
     *
     * @throws IOException when a file cannot be read
     * @throws GeneralSecurityException when a file does not hold what it should; the message names it
     */
    SSLContext load() throws IOException, GeneralSecurityException {
        Credentials credentials = credentials();
        KeyStore own = emptyStore();
        own.setKeyEntry("own", credentials.key(), NO_PASSWORD, credentials.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);

        KeyStore authorities = emptyStore();
        int count = 0;
        for (Certificate authority : authorities()) {
            authorities.setCertificateEntry("ca" + count++, authority);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys.getKeyManagers(), new TrustManager[] {new OperatorTrust(authorities, clientName, refused)}, null);
        return context;
    }

    private Credentials credentials() throws IOException, GeneralSecurityException {
        try {
            return Credentials.parse(
                    text(directory.resolve("tls.crt")), new Sensitive(text(directory.resolve("tls.key"))));
        } catch (InvalidCredentialsException wrong) {
            throw new GeneralSecurityException(directory.resolve(wrong.part().entry()) + " " + wrong.complaint());
        }
    }

    private List<X509Certificate> authorities() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("ca.crt");
        try {
            return Credentials.certificates(text(file));
        } catch (InvalidCredentialsException wrong) {
            throw new GeneralSecurityException(file + " " + wrong.complaint());
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
