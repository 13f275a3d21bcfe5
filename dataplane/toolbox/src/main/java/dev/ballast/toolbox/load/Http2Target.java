package dev.ballast.toolbox.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A target and its request as HTTP/2 has them, for all streams: nobody changes them.
 *
 * @param target where it is
 * @param tls agrees on h2 by ALPN; null: clear text, and the server is known to speak HTTP/2
 * @param head of the request
 * @param body read by many threads, each through a duplicate; never released
 */
record Http2Target(Target target, @Nullable JdkSslContext tls, Http2Headers head, ByteBuf body) {
    /** RFC 9113, 8.2.2. */
    private static final Set<String> OF_CONNECTIONS = Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    /** @throws IllegalArgumentException when the target or a header is nothing for HTTP/2 */
    static Http2Target of(LoadOptions options, Target target) {
        if (target.tcp()) {
            throw new IllegalArgumentException("tcp://" + target.authority() + " cannot be asked over HTTP/2: expected http or https");
        }
        byte[] body = new byte[options.bodyBytes()];
        Arrays.fill(body, (byte) 'x');
        return new Http2Target(target, tls(target), head(options, target), Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(body)).asReadOnly());
    }

    private static Http2Headers head(LoadOptions options, Target target) {
        Http2Headers head = new DefaultHttp2Headers()
                .method(options.method())
                .scheme(target.tls() == null ? "http" : "https")
                .authority(target.authority())
                .path(target.path());
        if (options.bodyBytes() > 0) {
            head.setInt("content-length", options.bodyBytes());
        }
        for (LoadOptions.Header header : options.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (OF_CONNECTIONS.contains(name)) {
                throw new IllegalArgumentException("--header: " + header.name() + ": expected one that HTTP/2 has; this is of a connection of HTTP/1.1");
            }
            if (name.equals("host")) {
                head.authority(header.value());
            } else {
                head.add(name, header.value());
            }
        }
        return head;
    }

    private static @Nullable JdkSslContext tls(Target target) {
        if (target.tls() == null) {
            return null;
        }
        ApplicationProtocolConfig onlyHttp2 = new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_2);
        return new JdkSslContext(target.tls(), true, null, IdentityCipherSuiteFilter.INSTANCE, onlyHttp2, ClientAuth.NONE, null, false);
    }
}
