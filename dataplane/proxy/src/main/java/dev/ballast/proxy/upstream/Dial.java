package dev.ballast.proxy.upstream;

import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderWriter;
import dev.ballast.proxy.tls.EndpointSecurity;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.ConnectHandler;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Securing;
import dev.ballast.proxy.transport.Unreachable;
import java.net.InetSocketAddress;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that is being made, as a {@link ConnectPlan} says: the kernel's part, then who the client is, then TLS. Its taker
 * hears once how it went, unless it is cancelled. On its loop only.
 */
public final class Dial implements ConnectHandler, Securing, Connecting {
    private final InetSocketAddress address;
    private final ConnectPlan plan;
    private final @Nullable Arrival client;
    private final Taker taker;
    private @Nullable Connecting connecting;
    private @Nullable Connection connection;
    /** For the handshake, too; the kernel's part alone has its own. */
    private Deadlines.@Nullable Deadline deadline;
    private boolean over;

    /** Gets the connection; or hears why there is none. One of the two, once. */
    public interface Taker {
        /**
         * @param applicationProtocol what was agreed on by ALPN (RFC 7301); {@code ""} when nothing was
         */
        void connected(Connection made, String applicationProtocol);

        void connectFailed(Unreachable why);
    }

    /** @param client for whom it is made; null: for ourselves */
    public Dial(InetSocketAddress address, ConnectPlan plan, @Nullable Arrival client, Taker taker) {
        this.address = address;
        this.plan = plan;
        this.client = client;
        this.taker = taker;
    }

    public Connecting begin(Loop loop) {
        boolean secure = plan.tls() != null;
        if (secure) {
            deadline = loop.deadlines().deadline(() -> end(Unreachable.TIMEOUT));
            deadline.in(plan.timeoutMillis());
        }
        connecting = loop.connect(address, secure ? 0 : plan.timeoutMillis(), secure, this);
        return this;
    }

    @Override
    public void connected(Connection made) {
        connecting = null;
        connection = made;
        ProxyProtocol version = plan.proxyProtocol();
        if (version != null) {
            byte[] header = header(version);
            made.write(header, 0, header.length);
        }
        EndpointSecurity tls = plan.tls();
        if (tls == null) {
            finish(made, "");
            made.flush(); // An endpoint that speaks first waits for the header.
        } else {
            made.flush();
            made.secure(tls.to(address), this);
        }
    }

    private byte[] header(ProxyProtocol version) {
        Arrival told = client;
        return switch (version) {
            case V1 -> told == null ? ProxyHeaderWriter.lineOfNobody() : ProxyHeaderWriter.line(told.client(), told.destination().get());
            case V2 -> told == null ? ProxyHeaderWriter.binaryOfNobody() : ProxyHeaderWriter.binary(told.client(), told.destination().get());
        };
    }

    @Override
    public void secured(String applicationProtocol) {
        Connection made = connection;
        if (!over && made != null) {
            finish(made, applicationProtocol);
        }
    }

    private void finish(Connection made, String applicationProtocol) {
        over = true;
        forgetDeadline();
        taker.connected(made, applicationProtocol);
    }

    @Override
    public void connectFailed(Unreachable why) {
        end(why);
    }

    @Override
    public void notSecured(Throwable why) {
        Unreachable reason = reason(why);
        EndpointSecurity tls = plan.tls();
        if (!over && tls != null) {
            tls.failed(address, reason.words(), why);
        }
        end(reason);
    }

    /** The libraries let certificates be judged by Java's PKIX, which says by its exceptions what is wrong; of a name it says so by nothing but a message. */
    private static Unreachable reason(Throwable why) {
        Unreachable reason = Unreachable.HANDSHAKE;
        for (@Nullable Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException invalid
                    && (invalid.getReason() == BasicReason.EXPIRED || invalid.getReason() == BasicReason.NOT_YET_VALID)) {
                return Unreachable.EXPIRED;
            }
            if (cause instanceof CertificateException) {
                reason = cause.getCause() == null && String.valueOf(cause.getMessage()).startsWith("No ") ? Unreachable.NAME : Unreachable.UNTRUSTED;
            }
        }
        return reason;
    }

    private void end(Unreachable why) {
        if (!over) {
            cancel();
            taker.connectFailed(why);
        }
    }

    @Override
    public void cancel() {
        over = true;
        forgetDeadline();
        if (connecting != null) {
            connecting.cancel();
            connecting = null;
        }
        if (connection != null) {
            connection.close();
        }
    }

    private void forgetDeadline() {
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
