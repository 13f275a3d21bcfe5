package dev.ballast.proxy.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An endpoint on a plain socket that does to each connection what its script says, and records what it was sent. */
final class Endpoint implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: (\\d+)\r\n");

    private final ServerSocket server;
    private final Thread acceptor;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** What is done with a connection; it is closed afterwards. */
    interface Script {
        void serve(Talk talk) throws IOException;
    }

    private Endpoint(ServerSocket server, Script script) {
        this.server = server;
        this.acceptor = Thread.ofVirtual().start(() -> accept(script));
    }

    static Endpoint of(Script script) throws IOException {
        return new Endpoint(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), script);
    }

    /** On a socket of TLS, say. */
    static Endpoint on(ServerSocket server, Script script) {
        return new Endpoint(server, script);
    }

    /** Answers every request of a connection with the same octets. */
    static Endpoint answering(String answer) throws IOException {
        return of(talk -> {
            while (!talk.head().isEmpty()) {
                talk.say(answer);
            }
        });
    }

    static Endpoint saying(String body) throws IOException {
        return answering(ok(body));
    }

    /** Answers a request once all of it has come, body and all. */
    static Endpoint patient(String body) throws IOException {
        return of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                Matcher length = LENGTH.matcher(head);
                if (length.find()) {
                    talk.octets(Integer.parseInt(length.group(1)));
                } else if (head.contains("\r\nTransfer-Encoding: chunked\r\n")) {
                    talk.until("\r\n\r\n"); // The end of the trailers; no test sends that as data.
                }
                talk.say(ok(body));
            }
        });
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        script.serve(new Talk(socket));
                    } catch (IOException gone) {
                        // The other side went away, as tests do.
                    } finally {
                        open.remove(socket);
                    }
                });
            }
        } catch (SocketException closed) {
            // The test has ended.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections it has taken. */
    int connections() {
        return connections.get();
    }

    /** How many are open now. */
    int open() {
        return open.size();
    }

    /** From now on nobody is answered: a connection that was accepted as the socket was closed is closed too. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection. */
    final class Talk {
        final Socket socket;
        final InputStream in;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        /** The same endpoint's, on a socket that carries this one's bytes in another form. */
        Talk within(Socket other) throws IOException {
            return new Talk(other);
        }

        /** Reads to the end of a head and records it; empty at the connection's end. */
        String head() throws IOException {
            String head = until("\r\n\r\n");
            if (!head.isEmpty()) {
                requests.add(head);
            }
            return head;
        }

        String until(String end) throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                int b = in.read();
                if (b < 0) {
                    return "";
                }
                read.write(b);
            }
            return read.toString(StandardCharsets.ISO_8859_1);
        }

        String octets(int count) throws IOException {
            return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Ends the connection so that the other side sees an error. */
        void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
