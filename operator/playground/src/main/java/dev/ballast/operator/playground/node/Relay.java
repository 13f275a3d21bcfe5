package dev.ballast.operator.playground.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens on one address and carries the bytes of each connection to one of a list of others, in turn; ends are carried across, too. */
final class Relay implements AutoCloseable {
    private static final int UNPRIVILEGED = 8000;
    private static final int CONNECT_MILLIS = 1000;

    private final ServerSocket server;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile List<InetSocketAddress> pods = List.of();

    private Relay(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().name("relay-" + server.getLocalSocketAddress()).start(this::accept);
    }

    /** On the port itself, or, where that takes rights that this process does not have, on the one 8000 above it. */
    static Relay listen(String address, int port) {
        try {
            return new Relay(new ServerSocket(port, 1024, new InetSocketAddress(address, port).getAddress()));
        } catch (IOException refused) {
            try {
                return new Relay(new ServerSocket(UNPRIVILEGED + port, 1024, new InetSocketAddress(address, port).getAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException("neither " + port + " nor " + (UNPRIVILEGED + port) + " of " + address + " can be bound", e);
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Where new connections go. */
    void pods(List<InetSocketAddress> ready) {
        pods = ready;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> carry(client));
            }
        } catch (IOException closed) {
            // By close().
        }
    }

    private void carry(Socket client) {
        open.add(client);
        try (client; Socket pod = connect()) {
            client.setTcpNoDelay(true);
            pod.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> copy(pod, client));
            copy(client, pod);
            back.join();
        } catch (IOException e) {
            // One side is gone; both are closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** To one that is ready; where it refuses, to the next. */
    private Socket connect() throws IOException {
        List<InetSocketAddress> candidates = pods;
        for (int i = 0; i < candidates.size(); i++) {
            Socket socket = new Socket();
            try {
                socket.connect(candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size())), CONNECT_MILLIS);
                return socket;
            } catch (IOException refused) {
                socket.close();
            }
        }
        throw new IOException("no pod is ready");
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Relay::close);
    }
}
