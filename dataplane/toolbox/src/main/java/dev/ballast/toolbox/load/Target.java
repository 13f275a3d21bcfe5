package dev.ballast.toolbox.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, resolved once.
 *
 * @param address what is dialled
 * @param host the name for TLS
 * @param authority the value of {@code Host}
 * @param path with the query
 * @param tls null for http and tcp
 * @param tcp whether bytes are sent that come back, and no HTTP is spoken
 */
record Target(InetSocketAddress address, String host, String authority, String path, @Nullable SSLContext tls, boolean tcp) {
    /**
     * @param connect dial this {@code host:port} instead
     * @throws IllegalArgumentException when the URL is not one of http, https or tcp, or its host is not known
     */
    static Target of(URI url, @Nullable String connect, boolean insecure) {
        String host = url.getHost();
        boolean secure = "https".equals(url.getScheme());
        boolean tcp = "tcp".equals(url.getScheme());
        if (host == null || !(secure || tcp || "http".equals(url.getScheme())) || tcp && url.getPort() < 0) {
            throw new IllegalArgumentException("\"" + url + "\" is not a URL that can be called: expected http://host[:port]/path, https://… or tcp://host:port");
        }
        int port = url.getPort() < 0 ? (secure ? 443 : 80) : url.getPort();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new Target(
                connect == null ? resolved(host, port) : dialled(connect),
                host,
                url.getRawAuthority(),
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                secure ? tls(insecure) : null,
                tcp);
    }

    private static InetSocketAddress dialled(String connect) {
        int colon = connect.lastIndexOf(':');
        try {
            return resolved(connect.substring(0, Math.max(0, colon)), Integer.parseInt(connect.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + connect + "\" is not an address: expected host:port", e);
        }
    }

    private static InetSocketAddress resolved(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address is known for \"" + host + "\"", e);
        }
    }

    private static SSLContext tls(boolean insecure) {
        try {
            return insecure ? LoadConnection.trustingAll() : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
