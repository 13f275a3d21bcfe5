package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.CertificateConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A server of Java's own TLS, with sessions of its own. Where it asks clients for certificates it believes every one: a test looks at them itself. */
final class TlsServer {
    private final SSLContext context = SSLContext.getInstance("TLS");
    private final AtomicInteger looks = new AtomicInteger();
    private final boolean asks;

    private TlsServer(CertificateConfig shown, boolean asks) throws Exception {
        this.asks = asks;
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(TestCertificates.keyStore(shown), new char[0]);
        context.init(keys.getKeyManagers(), new TrustManager[] {new Looking()}, null);
    }

    static TlsServer showing(CertificateConfig certificate) throws Exception {
        return new TlsServer(certificate, false);
    }

    /** One that wants a certificate, too. */
    static TlsServer asking(CertificateConfig certificate) throws Exception {
        return new TlsServer(certificate, true);
    }

    /** How often it looked at a client's certificate: not where a session was resumed. */
    int looks() {
        return looks.get();
    }

    SSLServerSocket listen(String... versions) throws IOException {
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 256, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(versions);
        socket.setNeedClientAuth(asks);
        return socket;
    }

    /** One that agrees on these by ALPN, on others it does not. */
    SSLServerSocket speaking(String... applicationProtocols) throws IOException {
        SSLServerSocket socket = listen("TLSv1.3");
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** On a connection that something came before on. */
    SSLSocket over(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private final class Looking implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            looks.incrementAndGet();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
