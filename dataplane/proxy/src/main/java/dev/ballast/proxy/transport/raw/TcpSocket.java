package dev.ballast.proxy.transport.raw;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A TCP socket, with the options of tcp(7) that Netty's class has no words for. Never blocks. */
final class TcpSocket extends Socket {
    /** Connections that the kernel keeps for a listening socket until they are accepted. */
    static final int BACKLOG = 4096;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CORK = 3;
    private static final int TCP_DEFER_ACCEPT = 9;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int TCP_NOTSENT_LOWAT = 25;
    /** The least that the kernel takes: a client that stays silent is handed over when its second SYN-ACK goes out. */
    private static final int DEFER_SECONDS = 1;

    TcpSocket(int descriptor) {
        super(descriptor);
    }

    private static TcpSocket open(boolean ipv6) {
        return new TcpSocket(newSocketStream0(ipv6));
    }

    /**
     * One that can be connected to the address.
     *
     * @throws io.netty.channel.ChannelException when this process lacks a descriptor
     */
    static TcpSocket towards(InetAddress address) {
        return open(address instanceof Inet6Address);
    }

    /** As connections of ours are: what is sent goes at once, and not much waits in the kernel. */
    void likeOurs() throws IOException {
        setTcpNoDelay(true);
        mostUnsent(RawLoop.UNSENT);
    }

    /** How many octets may wait in the kernel, beside those that are on their way. */
    void mostUnsent(int octets) throws IOException {
        setIntOpt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, octets);
    }

    /**
     * One that is bound, and does not listen. What it accepts inherits that it sends without delay, how much may wait in the kernel, and that it is corked: so
     * that to close a connection with its first answer takes no more calls than that. The wildcard takes both families where both are there.
     */
    static TcpSocket bound(InetSocketAddress at, boolean shared) throws IOException {
        InetAddress address = at.getAddress();
        TcpSocket socket = open(address instanceof Inet6Address || address.isAnyLocalAddress() && isIPv6Preferred());
        try {
            socket.setReuseAddress(true);
            if (shared) {
                socket.setReusePort(true);
            }
            socket.likeOurs();
            socket.cork(true);
            socket.bind(at);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** That it is bound to. */
    int port() throws IOException {
        InetSocketAddress local = localAddress();
        if (local == null) {
            throw new IOException("a bound socket has no address");
        }
        return local.getPort();
    }

    void listen() throws IOException {
        listen(BACKLOG);
    }

    /** Whether connections are handed over only when their first octets are there. */
    void deferAccept(boolean defer) throws IOException {
        setIntOpt(IPPROTO_TCP, TCP_DEFER_ACCEPT, defer ? DEFER_SECONDS : 0);
    }

    /** How long the peer may leave what was sent unacknowledged, or take nothing. @param millis 0 = as the kernel is configured */
    void userTimeout(int millis) throws IOException {
        setIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT, millis);
    }

    /** Whether a segment that is not full waits, until more comes or the direction ends: then its end travels in it. */
    void cork(boolean on) throws IOException {
        setIntOpt(IPPROTO_TCP, TCP_CORK, on ? 1 : 0);
    }
}
