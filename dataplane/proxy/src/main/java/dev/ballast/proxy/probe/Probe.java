package dev.ballast.proxy.probe;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.tls.ApplicationProtocols;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Literals;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.proxy.upstream.Dial;
import dev.ballast.traffic.endpoint.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One probe: a connection of its own, made as those of requests are, a question and its answer, all within the timeout. It tells once how it went,
 * unless it is cancelled.
 */
final class Probe implements Dial.Taker, ConnectionHandler {
    private static final String GOOD = "";

    private final ActiveConfig config;
    private final ConnectPlan plan;
    private final InetSocketAddress address;
    private final @Nullable Dialogue dialogue;
    private final Loop loop;
    private final Ending ending;
    private final boolean http2;
    private final Deadlines.Deadline deadline;
    private @Nullable Connecting connecting;
    private @Nullable Connection connection;
    private boolean over;

    /** Hears how a probe went. */
    interface Ending {
        /** @param why for a person, what was bad about it; {@code ""} if nothing was; null if the endpoint was not asked, for want of something here */
        void ended(@Nullable String why);
    }

    /** @param protocol what the endpoint speaks, if it is asked where requests go */
    Probe(Loop loop, ActiveConfig config, Protocol protocol, ConnectPlan plan, Endpoint endpoint, Ending ending) {
        EndpointConfig at = endpoint.config();
        this.config = config;
        this.plan = plan;
        this.loop = loop;
        this.ending = ending;
        this.http2 = config.type() == ProbeType.GRPC || config.type() == ProbeType.HTTP && config.port() == 0 && protocol == Protocol.HTTP2;
        this.address = new InetSocketAddress(InetAddress.ofLiteral(at.address()), config.port() == 0 ? at.port() : config.port());
        this.dialogue = switch (config.type()) {
            case TCP -> null;
            case HTTP -> http2 ? new Http2GetDialogue(config, authority(), plan.tls() != null) : new HttpDialogue(config, authority());
            case GRPC -> new GrpcDialogue(authority(), plan.tls() != null);
        };
        this.deadline = loop.deadlines().deadline(this::timeIsUp);
    }

    /** What the endpoint is called, as a URI has it (RFC 3986, 3.2). */
    private String authority() {
        String name = plan.tls() == null ? null : plan.tls().hostname();
        String literal = Literals.of(address.getAddress());
        String host = name != null ? name : address.getAddress() instanceof Inet6Address ? "[" + literal + "]" : literal;
        return host + ":" + address.getPort();
    }

    void begin() {
        deadline.in(config.timeoutMillis());
        connecting = new Dial(address, plan, null, this).begin(loop);
    }

    /** Tells nothing any more. */
    void cancel() {
        over = true;
        deadline.cancel();
        if (connecting != null) {
            connecting.cancel();
        }
        if (connection != null) {
            connection.close();
        }
    }

    private void end(@Nullable String why) {
        if (!over) {
            cancel();
            ending.ended(why);
        }
    }

    @Override
    public void connected(Connection made, String applicationProtocol) {
        connecting = null;
        connection = made;
        made.handler(this);
        if (dialogue == null) {
            made.flush(); // An endpoint that waits for a header would complain of a connection without one.
            end(GOOD);
        } else if (http2 && plan.tls() != null && !applicationProtocol.equals(ApplicationProtocols.HTTP_2)) {
            end("HTTP/2 was not agreed on"); // RFC 9113, 3.3
        } else {
            byte[] question = dialogue.question();
            made.write(question, 0, question.length);
            made.flush();
        }
    }

    @Override
    public void connectFailed(Unreachable why) {
        connecting = null;
        end(why == Unreachable.LOCAL ? null : why.words());
    }

    private void timeIsUp() {
        end((connecting == null ? "no answer" : "no connection") + " within " + config.timeoutMillis() + " ms");
    }

    @Override
    public void received(Received bytes) {
        Dialogue asking = dialogue;
        Connection open = connection;
        if (over || asking == null || open == null) {
            return;
        }
        String verdict = asking.heard(bytes, answer -> open.write(answer, 0, answer.length));
        if (verdict != null) {
            end(verdict);
        } else {
            open.flush();
        }
    }

    @Override
    public void batchEnded() {}

    @Override
    public void ended() {
        end("the connection ended before an answer");
    }

    @Override
    public void writable() {}

    @Override
    public void closed(boolean reset) {
        end(reset ? "the connection was reset before an answer" : "the connection ended before an answer");
    }

    /** What is said on the connection. */
    interface Dialogue {
        /** What is said first. */
        byte[] question();

        /**
         * Something was said to us.
         *
         * @param out takes what is to be said to that
         * @return null when more must come; {@code ""} when all is well; else, for a person, what is not
         */
        @Nullable String heard(Received bytes, Consumer<byte[]> out);
    }
}
