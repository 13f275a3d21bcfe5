package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A client of Java's own TLS, with sessions of its own. It believes every certificate: a test looks at them itself. */
final class TlsClient {
    private final SSLContext context = SSLContext.getInstance("TLS");
    private final AtomicInteger fullHandshakes = new AtomicInteger();

    private TlsClient(KeyManager @Nullable [] keys) throws GeneralSecurityException {
        context.init(keys, new TrustManager[] {new Trusting()}, new SecureRandom());
    }

    static TlsClient anonymous() throws GeneralSecurityException {
        return new TlsClient(null);
    }

    /** One that shows a certificate wherever it is asked for one, whoever is believed there. */
    static TlsClient with(Credentials identity) throws GeneralSecurityException {
        return new TlsClient(new KeyManager[] {new Showing(identity)});
    }

    /** How often a certificate was shown to it: not where a session was resumed. */
    int fullHandshakes() {
        return fullHandshakes.get();
    }

    /** Java's client remembers sessions by server name; so this one may offer at one port what it got at another. */
    SSLSocket connect(int port, String serverName, String... protocols) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, serverName.isEmpty() ? "none" : serverName, 443, true);
        SSLParameters parameters = socket.getSSLParameters();
        if (!serverName.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(15_000);
        return socket;
    }

    /** The same, after it was agreed on what is spoken. */
    SSLSocket speaking(String protocol, int port, String serverName) throws IOException {
        SSLSocket socket = connect(port, serverName);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals(protocol)) {
            throw new IOException("agreed on \"" + socket.getApplicationProtocol() + "\"");
        }
        return socket;
    }

    SSLSocketFactory factory() {
        return context.getSocketFactory();
    }

    RawClient talk(int port, String serverName, String... protocols) throws IOException {
        return new RawClient(connect(port, serverName, protocols));
    }

    /** The certificate that is shown for a name. */
    Certificate shown(int port, String serverName) throws IOException {
        try (SSLSocket socket = connect(port, serverName)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Showing extends X509ExtendedKeyManager {
        private final Credentials identity;

        Showing(Credentials identity) {
            this.identity = identity;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
            return "identity";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"identity"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            throw new UnsupportedOperationException("a client");
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("a client");
        }
    }

    private final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            fullHandshakes.incrementAndGet();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
