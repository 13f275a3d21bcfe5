package dev.ballast.proxy.admin;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that stands for another one, which can be replaced: the JDK's HTTP server wants to know its context before it starts and
 * takes no other later. New connections use the newest; each replacement brings its own session cache, so that nobody resumes a session
 * past a changed CA.
 */
final class ReplaceableContext extends SSLContextSpi {
    private volatile @Nullable SSLContext current;

    /** As the server wants it. Where there is no context yet, every connection fails. */
    SSLContext facade() {
        SSLContext any = any();
        return new SSLContext(this, any.getProvider(), any.getProtocol()) {};
    }

    void replaceBy(SSLContext next) {
        current = next;
    }

    private SSLContext current() {
        SSLContext now = current;
        if (now == null) {
            throw new IllegalStateException("There is no certificate for the channel yet.");
        }
        return now;
    }

    private static SSLContext any() {
        try {
            return SSLContext.getInstance("TLS");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has TLS.", impossible);
        }
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return current().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return current().createSSLEngine(host, port);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return current().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return current().getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return current().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return current().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return current().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return current().getSupportedSSLParameters();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw new UnsupportedOperationException("A context is replaced, not initialised.");
    }
}
