package dev.ballast.proxy.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that records every octet it is sent, and answers each request that the strict view or the most liberal one sees. Its answers name
 * the target they are for.
 */
final class Recorder implements AutoCloseable {
    private final ServerSocket server;
    private final List<Talk> talks = new CopyOnWriteArrayList<>();
    private volatile @Nullable Case answer;

    Recorder() throws IOException {
        server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Answers {@code /first} with this from now on. */
    void answerFirst(Case with) {
        answer = with;
    }

    /** What each connection carried. */
    List<byte[]> recorded() {
        return talks.stream().map(Talk::octets).toList();
    }

    /** Requests that a strict server sees on all connections. */
    List<View.Seen> seen() {
        return recorded().stream().flatMap(octets -> View.strict(octets).stream()).toList();
    }

    /** Ends every connection and forgets what it carried. */
    void forget() throws IOException {
        for (Talk talk : talks) {
            talk.socket.close();
        }
        talks.clear();
    }

    private void accept() {
        try {
            while (true) {
                Talk talk = new Talk(server.accept());
                talks.add(talk);
                Thread.ofVirtual().start(talk::serve);
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        forget();
    }

    private final class Talk {
        private final Socket socket;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private int answered;

        Talk(Socket socket) {
            this.socket = socket;
        }

        byte[] octets() {
            synchronized (received) {
                return received.toByteArray();
            }
        }

        void serve() {
            byte[] room = new byte[64 * 1024];
            try (socket) {
                InputStream in = socket.getInputStream();
                for (int count = in.read(room); count >= 0 && !socket.isClosed(); count = in.read(room)) {
                    synchronized (received) {
                        received.write(room, 0, count);
                    }
                    answer();
                }
            } catch (IOException gone) {
                // The proxy went away, as it may.
            }
        }

        private void answer() throws IOException {
            String text = new String(octets(), ISO_8859_1);
            List<View.Seen> strict = whole(View.split(text, EnumSet.noneOf(View.Liberty.class)));
            List<View.Seen> liberal = whole(View.split(text, View.LIBERTIES));
            List<View.Seen> seen = liberal.size() > strict.size() ? liberal : strict;
            for (; answered < seen.size(); answered++) {
                answer(seen.get(answered).line());
            }
        }

        private static List<View.Seen> whole(List<View.Seen> seen) {
            return seen.stream().filter(each -> each.end() >= 0).toList();
        }

        private void answer(String line) throws IOException {
            String[] words = line.split("\\s+", 3);
            String target = words.length > 1 ? words[1] : "";
            Case first = answer;
            if (first != null && target.equals("/first")) {
                say(first.octets());
                if (first.ends()) {
                    socket.close();
                }
            } else {
                say("HTTP/1.1 200 OK\r\nX-Target: " + target.replaceAll("[^!-~]", "?") + "\r\nContent-Length: 0\r\n\r\n");
            }
        }

        private void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }
}
