package dev.ballast.proxy.listener;

import dev.ballast.proxy.plan.ListenerPlan;
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

/**
 * What comes before a connection's content: the client's first message of TLS, read for the server name in it, and then the handshake with
 * the certificate for that name. All of it together has one limit of time. On the connection's loop only.
 */
final class Prelude implements ConnectionHandler, Securing {
    private final Listener listener;
    private final Connection connection;
    private final Deadlines.Deadline deadline;
    private final ClientHello hello = new ClientHello();
    private final HeldBytes read = new HeldBytes();
    private boolean over;

    Prelude(Listener listener, Connection connection) {
        this.listener = listener;
        this.connection = connection;
        this.deadline = connection.loop().deadlines().deadline(() -> fail(HandshakeFailure.Timeout));
    }

    void begin(ListenerPlan plan) {
        connection.handler(this);
        deadline.in(plan.config().timeouts().tlsHandshakeMillis());
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
        if (flaw != null) {
            fail(flaw);
        } else if (hello.complete()) {
            secure();
        }
    }

    /**
     * The certificate is the running plan's, and is used in the same turn of the loop: that is why one can be released once every loop has had
     * a turn after the plan that dropped it.
     */
    private void secure() {
        ListenerPlan plan = listener.plan();
        ServerNames names = plan == null ? null : plan.tls();
        if (names == null) {
            leave();
            return;
        }
        connection.unread(read.copyFrom(0));
        read.clear();
        connection.secure(names.certificate(hello.serverName()), this);
    }

    @Override
    public void secured(String applicationProtocol) {
        ListenerPlan plan = listener.plan();
        if (over || plan == null || plan.tls() == null) {
            leave();
            return;
        }
        over = true;
        deadline.cancel();
        listener.begin(
                plan,
                connection,
                new Arrival(
                        connection.remoteAddress(), connection.localAddress(), true, hello.serverName(), applicationProtocol));
    }

    @Override
    public void notSecured(Throwable why) {
        fail(HandshakeFailure.of(why));
    }

    private void fail(HandshakeFailure why) {
        ListenerPlan plan = listener.plan();
        if (!over && plan != null) {
            plan.meter().handshakes().count(connection.loop().index(), why);
        }
        leave();
    }

    private void leave() {
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
