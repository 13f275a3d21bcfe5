package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.PortPlan;
import dev.ballast.proxy.tls.ClientHello;
import dev.ballast.proxy.tls.HandshakeFailure;
import dev.ballast.proxy.tls.ServerNames;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.Securing;
import org.jspecify.annotations.Nullable;

/**
 * What comes before a connection's content: the client's first message of TLS, whose server name chooses the listener, and then the handshake
 * with the certificate for that name, or nothing more where the listener passes TLS through. All of it together has one limit of time, from accepting
 * on, in which the connection also waits for its turn among the handshakes of its loop. On the connection's loop only.
 */
final class Prelude implements ConnectionHandler, Securing {
    /** A record of TLS with a fatal alert: unrecognized_name (RFC 6066, 3). */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final Listener listener;
    private final Connection connection;
    private final Arrival arrival;
    private final Deadlines.Deadline deadline;
    private final ClientHello hello = new ClientHello();
    private final HeldBytes read = new HeldBytes();
    private final Reading reading;
    private @Nullable ListenerPlan chosen;
    private boolean over;

    /** @param arrival what is known of the client before TLS */
    Prelude(Listener listener, Connection connection, Arrival arrival) {
        this.listener = listener;
        this.connection = connection;
        this.arrival = arrival;
        this.reading = new Reading(connection);
        this.deadline = connection.loop().deadlines().deadline(() -> fail(HandshakeFailure.Timeout));
    }

    void begin(PortPlan plan) {
        connection.handler(this);
        deadline.in(plan.handshakeMillis());
    }

    @Override
    public void received(Received bytes) {
        if (over) {
            return;
        }
        int before = read.length();
        read.add(bytes, 0, bytes.length());
        byte[] piece = read.copyFrom(before);
        hello.read(piece, 0, piece.length);
        HandshakeFailure flaw = hello.flaw();
        if (flaw == HandshakeFailure.NotTls && isPlainHttp()) {
            answerPlainHttp();
        } else if (flaw != null) {
            fail(flaw);
        } else if (hello.complete()) {
            reading.hold(Hold.HANDSHAKE);
            connection.loop().newcomers().add(this::choose);
        }
    }

    private boolean isPlainHttp() {
        PortPlan port = listener.plan();
        return port != null && port.first().config().protocol() == ListenerConfig.Protocol.HTTPS && PlainHttp.begins(read.copyFrom(0));
    }

    /** Whoever has written http:// for https:// is told so, where an empty answer would tell nothing. */
    private void answerPlainHttp() {
        count(HandshakeFailure.PlainHttp);
        connection.write(PlainHttp.ANSWER, 0, PlainHttp.ANSWER.length);
        connection.flush();
        leave();
    }

    /** By the server name. */
    private void choose() {
        if (over) {
            return;
        }
        reading.release(Hold.HANDSHAKE);
        PortPlan port = listener.plan();
        if (port == null) {
            leave();
            return;
        }
        ListenerPlan plan = port.listener(hello.serverName());
        if (plan == null) {
            count(HandshakeFailure.UnknownServerName);
            connection.write(UNRECOGNIZED_NAME, 0, UNRECOGNIZED_NAME.length);
            connection.flush();
            leave();
            return;
        }
        if (!Listener.enter(plan, connection.loop(), arrival)) {
            leave();
            return;
        }
        chosen = plan;
        connection.unread(read.copyFrom(0));
        read.clear();
        ServerNames certificates = plan.tls();
        if (certificates == null) {
            begin(plan, false, "");
        } else if (connection.securable()) {
            // The certificate is used in the turn in which it was found: that is why one can be released when every loop had a turn after its plan.
            connection.secure(certificates.certificate(hello.serverName()), this);
        } else {
            leave(); // The port has begun to end TLS since this connection came.
        }
    }

    @Override
    public void secured(String applicationProtocol) {
        PortPlan port = listener.plan();
        ListenerPlan plan = over || chosen == null || port == null ? null : port.still(chosen);
        if (plan == null) {
            leave(); // The listener went during the handshake.
        } else {
            begin(plan, true, applicationProtocol);
        }
    }

    private void begin(ListenerPlan plan, boolean secure, String applicationProtocol) {
        over = true;
        deadline.cancel();
        listener.begin(plan, connection, arrival.within(secure, hello.serverName(), applicationProtocol));
    }

    @Override
    public void notSecured(Throwable why) {
        fail(HandshakeFailure.of(why));
    }

    private void fail(HandshakeFailure why) {
        count(why);
        leave();
    }

    private void count(HandshakeFailure why) {
        PortPlan port = listener.plan();
        ListenerPlan counted = chosen != null || port == null ? chosen : port.first();
        if (!over && counted != null) {
            counted.meter().handshakes().count(connection.loop().index(), why);
        }
    }

    private void leave() {
        if (!over && chosen != null) {
            chosen.gate().leave();
        }
        over = true;
        deadline.cancel();
        read.clear();
        connection.close();
    }

    @Override
    public void ended() {
        fail(HandshakeFailure.ClientLeft);
    }

    @Override
    public void closed(boolean reset) {
        fail(HandshakeFailure.ClientLeft);
    }

    @Override
    public void batchEnded() {}

    @Override
    public void writable() {}
}
