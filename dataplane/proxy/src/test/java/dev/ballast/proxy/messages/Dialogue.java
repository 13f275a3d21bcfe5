package dev.ballast.proxy.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a client sends on a connection, and all that it is answered until the connection ends. */
final class Dialogue {
    /** How an exchange came to its end. */
    enum End {
        /** The other side ended the connection. */
        CLOSED,
        /** In the middle of an answer. */
        CUT,
        /** Nothing came any more, but no end either. */
        WAITS
    }

    /** An answer as the client reads it. */
    record Answer(int status, String head, String body) {
        boolean isTo(String target) {
            return head.toLowerCase(Locale.ROOT).contains("\r\nx-target: " + target + "\r\n"); // Some write all names in small letters.
        }

        boolean refuses() {
            return status >= 400;
        }
    }

    final List<Answer> answers = new ArrayList<>();
    End end = End.CLOSED;
    private final boolean headOnly;

    private Dialogue(boolean headOnly) {
        this.headOnly = headOnly;
    }

    /** @param ends whether the client ends its side behind it */
    static Dialogue with(int port, byte[] said, boolean ends, int patienceMillis) throws IOException {
        Dialogue dialogue = new Dialogue(new String(said, 0, Math.min(5, said.length), ISO_8859_1).equals("HEAD "));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(patienceMillis);
            Thread.ofVirtual().start(() -> say(socket, said, ends));
            dialogue.listen(socket.getInputStream());
        }
        return dialogue;
    }

    private static void say(Socket socket, byte[] said, boolean ends) {
        try {
            socket.getOutputStream().write(said);
            socket.getOutputStream().flush();
            if (ends) {
                socket.shutdownOutput();
            }
        } catch (IOException refused) {
            // What it was answered tells more.
        }
    }

    private void listen(InputStream in) throws IOException {
        boolean within = false;
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                within = true;
                Answer answer = answer(b, in);
                if (answer.status() >= 200) {
                    answers.add(answer);
                }
                within = false;
            }
        } catch (SocketTimeoutException nothing) {
            end = End.WAITS;
        } catch (EOFException early) {
            end = End.CUT;
        } catch (IOException reset) {
            end = within ? End.CUT : End.CLOSED;
        }
    }

    private Answer answer(int first, InputStream in) throws IOException {
        String head = until(first, in, "\r\n\r\n");
        int status = head.matches("(?s)HTTP/1\\.[01] \\d{3}.*") ? Integer.parseInt(head.substring(9, 12)) : 999;
        String lower = head.toLowerCase(Locale.ROOT);
        // The one thing of the answer that is kept when its body breaks off.
        Answer announced = new Answer(status, head, "");
        if (status < 200 || status == 204 || status == 304 || headOnly) {
            return announced;
        }
        answers.add(announced);
        String body = body(lower, in);
        answers.removeLast();
        return new Answer(status, head, body);
    }

    private static String body(String lower, InputStream in) throws IOException {
        if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
            return chunks(in);
        }
        int length = lower.indexOf("\r\ncontent-length: ");
        if (length >= 0) {
            int from = length + "\r\ncontent-length: ".length();
            return octets(in, Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)).trim()));
        }
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = until(in.read(), in, "\r\n");
            int count = Integer.parseInt(size.strip(), 16);
            if (count == 0) {
                while (!until(in.read(), in, "\r\n").equals("\r\n")) {
                    // A trailer
                }
                return body.toString();
            }
            body.append(octets(in, count));
            octets(in, 2);
        }
    }

    private static String octets(InputStream in, int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException();
        }
        return new String(octets, ISO_8859_1);
    }

    private static String until(int first, InputStream in, String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int b = first; b >= 0; b = in.read()) {
            read.write(b);
            if (b == '\n' && read.toString(ISO_8859_1).endsWith(end)) {
                return read.toString(ISO_8859_1);
            }
        }
        throw new EOFException();
    }
}
