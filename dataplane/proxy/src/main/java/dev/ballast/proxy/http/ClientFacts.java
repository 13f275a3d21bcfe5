package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Literals;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * What is told of a client.
 *
 * @param address literal, as octets
 * @param localAuthority the address and port that it connected to, for a request that names none
 */
record ClientFacts(byte[] address, byte[] localAuthority, boolean secure) {
    static ClientFacts of(Arrival arrival) {
        return new ClientFacts(
                Composer.octets(literal(arrival.client(), false)),
                Composer.octets(literal(arrival.destination(), true) + ":" + arrival.destination().getPort()),
                arrival.secure());
    }

    private static String literal(InetSocketAddress address, boolean brackets) {
        String plain = Literals.of(address.getAddress());
        return brackets && address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain;
    }
}
