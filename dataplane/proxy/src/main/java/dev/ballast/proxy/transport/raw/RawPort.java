package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.ListeningSocket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/** A port with a listening socket for each loop, over which the kernel spreads the connections. Not on a loop. */
public final class RawPort implements ListeningSocket {
    private final int port;
    private final List<RawLoop> loops;
    private final List<RawListener> listeners = new ArrayList<>();

    private RawPort(int port, List<RawLoop> loops) {
        this.port = port;
        this.loops = loops;
    }

    /**
     * As {@link dev.ballast.proxy.transport.Transport#listen}.
     *
     * @param adopter gets the connections that are not carried raw
     */
    public static RawPort open(InetSocketAddress at, List<RawLoop> loops, Acceptor acceptor, Adopter adopter) throws IOException {
        if (at.getPort() != 0) {
            // Those who share ports may share with strangers. This one does not, and it does not listen: nobody meets it.
            TcpSocket.bound(at, false).close();
        }
        List<TcpSocket> sockets = new ArrayList<>();
        try {
            InetSocketAddress next = at;
            for (int i = 0; i < loops.size(); i++) {
                TcpSocket socket = TcpSocket.bound(next, true);
                sockets.add(socket);
                next = new InetSocketAddress(at.getAddress(), socket.port());
            }
            for (TcpSocket socket : sockets) {
                socket.listen();
            }
            RawPort port = new RawPort(next.getPort(), loops);
            port.begin(sockets, acceptor, adopter);
            return port;
        } catch (IOException refused) {
            for (TcpSocket socket : sockets) {
                socket.close();
            }
            throw refused;
        }
    }

    private void begin(List<TcpSocket> sockets, Acceptor acceptor, Adopter adopter) throws IOException {
        for (int i = 0; i < loops.size(); i++) {
            RawListener listener = new RawListener(loops.get(i), sockets.get(i), acceptor, adopter);
            listeners.add(listener);
            on(loops.get(i), () -> {
                listener.begin();
                return true;
            });
        }
    }

    /** Has a loop do something, and waits for it. */
    private static void on(RawLoop loop, Callable<Boolean> task) throws IOException {
        Future<Boolean> done;
        try {
            done = loop.events().submit(task);
        } catch (RejectedExecutionException ended) {
            return; // What it had is closed.
        }
        Throwable cause = done.awaitUninterruptibly().cause();
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void deferAccept(boolean defer) {
        for (RawListener listener : listeners) {
            listener.deferAccept(defer);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < loops.size(); i++) {
            RawListener listener = listeners.get(i);
            try {
                on(loops.get(i), () -> {
                    listener.close();
                    return true;
                });
            } catch (IOException e) {
                throw new IllegalStateException("the listening socket on port " + port + " was not closed", e);
            }
        }
    }
}
