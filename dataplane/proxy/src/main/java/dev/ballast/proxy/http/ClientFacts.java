package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Literals;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is told of a client. */
final class ClientFacts {
    private final byte[] address;
    private final Arrival arrival;
    private byte @Nullable [] localAuthority;

    ClientFacts(Arrival arrival) {
        this.address = Composer.octets(literal(arrival.client(), false));
        this.arrival = arrival;
    }

    Arrival arrival() {
        return arrival;
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
        return arrival.secure();
    }

    /** The address and port that it connected to, for a request that names none. */
    byte[] localAuthority() {
        byte[] known = localAuthority;
        if (known == null) {
            InetSocketAddress local = arrival.destination().get();
            localAuthority = known = Composer.octets(literal(local, true) + ":" + local.getPort());
        }
        return known;
    }

    private static String literal(InetSocketAddress address, boolean brackets) {
        String plain = Literals.of(address.getAddress());
        return brackets && address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain;
    }
}
