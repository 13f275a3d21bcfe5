package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Literals;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Hashing;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is told of a client. */
final class ClientFacts {
    private static final int NETWORK_BYTES = 8;

    private final byte[] address;
    private final Arrival arrival;
    private final InetAddress client;
    private final boolean secure;
    private byte @Nullable [] localAuthority;
    private long network = Caller.NO_KEY;

    ClientFacts(Arrival arrival) {
        this(arrival, arrival.client().getAddress(), arrival.secure());
    }

    private ClientFacts(Arrival arrival, InetAddress client, boolean secure) {
        this.address = Composer.octets(Literals.of(client));
        this.arrival = arrival;
        this.client = client;
        this.secure = secure;
    }

    /** The same connection, on which somebody else brings a client's request. */
    ClientFacts of(InetAddress client, boolean withTls) {
        return new ClientFacts(arrival, client, withTls);
    }

    /** The same for somebody who asks when the connection is gone. */
    ClientFacts kept() {
        return new ClientFacts(arrival.from(arrival.client(), arrival.destination().get()), client, secure);
    }

    Arrival arrival() {
        return arrival;
    }

    InetAddress client() {
        return client;
    }

    /**
     * A hash of what one client has to itself: its IPv4 address, or of its IPv6 address the first 64 bits (RFC 6177), for among the rest it can choose; never
     * {@link Caller#NO_KEY}.
     */
    long network() {
        if (network == Caller.NO_KEY) {
            byte[] octets = client.getAddress();
            network = Hashing.of(octets, 0, Math.min(octets.length, NETWORK_BYTES));
        }
        return network;
    }

    /** Literal, as octets. */
    byte[] address() {
        return address;
    }

    /** The same as text. */
    String text() {
        return new String(address, StandardCharsets.ISO_8859_1);
    }

    boolean secure() {
        return secure;
    }

    /** The address and port that it connected to, for a request that names none. */
    byte[] localAuthority() {
        byte[] known = localAuthority;
        if (known == null) {
            InetSocketAddress local = arrival.destination().get();
            localAuthority = known = Composer.octets(literal(local) + ":" + local.getPort());
        }
        return known;
    }

    private static String literal(InetSocketAddress address) {
        String plain = Literals.of(address.getAddress());
        return address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain;
    }
}
