package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.traffic.time.Ticker;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS towards the endpoints of a backend, with their sessions. */
public final class EndpointSecurity {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointSecurity.class);
    private static final String CHECK_NAMES = "HTTPS";

    private final SslContext context;
    private final EndpointPolicy policy;
    private final Complaints complaints;

    EndpointSecurity(SslContext context, EndpointPolicy policy, Ticker ticker) {
        this.context = context;
        this.policy = policy;
        this.complaints = new Complaints(ticker);
    }

    static SslContext context(EndpointPolicy policy, SslProvider provider) throws InvalidCredentialsException, SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                .protocols(List.of("TLSv1.3", "TLSv1.2"))
                .endpointIdentificationAlgorithm(policy.verify() ? CHECK_NAMES : null);
        if (!policy.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (!policy.authorities().isEmpty()) {
            builder.trustManager(Trust.in(policy.authorities(), List.of()));
        }
        if (policy.certificate() != null) {
            Credentials shown = Credentials.parse(policy.certificate().chain(), policy.certificate().key());
            builder.keyManager(shown.key(), shown.chain());
        }
        if (!policy.applicationProtocols().isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    policy.applicationProtocols()));
        }
        return builder.build();
    }

    /** What endpoints are called; null where they are called by their addresses. */
    public @Nullable String hostname() {
        return policy.hostname();
    }

    /** For one endpoint: another one does not know the sessions that it began. */
    public Security to(InetSocketAddress endpoint) {
        String name = policy.hostname() == null ? endpoint.getAddress().getHostAddress() : policy.hostname();
        // TLS libraries keep sessions by name and port, and use the port for nothing else.
        return allocator -> context.newHandler(allocator, name, endpoint.hashCode());
    }

    /**
     * A handshake with an endpoint has failed: says so in the log, for each endpoint once a minute and whenever the reason is another one, however many requests
     * try. From any thread.
     */
    public void failed(InetSocketAddress endpoint, String why, Throwable cause) {
        if (complaints.news(endpoint, why)) {
            LOG.warn("Endpoint {} port {}: a handshake of TLS failed: {} ({})", endpoint.getAddress().getHostAddress(), endpoint.getPort(), why, innermost(cause));
        }
    }

    /** What the library says of it. */
    private static String innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
