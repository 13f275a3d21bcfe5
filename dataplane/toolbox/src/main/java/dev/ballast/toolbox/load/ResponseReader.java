package dev.ballast.toolbox.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 answers (RFC 9112) from a connection, one after the other. Belongs to one thread. */
final class ResponseReader {
    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private boolean begun;
    private @Nullable FirstLine said;

    ResponseReader(InputStream in) {
        this.in = in;
    }

    /** Whether a byte of the present answer has come. */
    boolean begun() {
        return begun;
    }

    /** The next answer's first byte is still to come. */
    void next() {
        begun = position < limit;
    }

    /**
     * Reads an answer to its end.
     *
     * @param headRequest whether the request was a HEAD, whose answer has no body
     * @throws Malformed when it is not an answer
     * @throws IOException when the connection ends or breaks
     */
    Response read(boolean headRequest) throws IOException {
        while (true) {
            String line = line();
            int status = status(line);
            List<LoadOptions.Header> headers = headers();
            if (status >= 100 && status < 200) {
                continue;
            }
            Response head = new Response(status, headers, 0, !line.startsWith("HTTP/1.0"), "");
            return body(head, headRequest || status == 204 || status == 304);
        }
    }

    /** Reads so many bytes, whatever they are. */
    Response echo(int bytes) throws IOException {
        skip(bytes);
        return Response.echo(bytes);
    }

    private Response body(Response head, boolean none) throws IOException {
        String length = head.header("Content-Length");
        String coding = head.header("Transfer-Encoding");
        boolean keep = head.reusable() && !"close".equalsIgnoreCase(head.header("Connection"));
        if (none) {
            return head.ended(0, keep, null);
        }
        said = FirstLine.of(head);
        if (coding != null && coding.equalsIgnoreCase("chunked")) {
            return head.ended(chunks(), keep, said);
        }
        if (length != null) {
            long bytes = number(length, 10);
            skip(bytes);
            return head.ended(bytes, keep, said);
        }
        return head.ended(toTheEnd(), false, said);
    }

    private static int status(String line) throws Malformed {
        if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
            throw new Malformed("not a status line: \"" + line + "\"");
        }
        return (int) number(line.substring(9, 12), 10);
    }

    private List<LoadOptions.Header> headers() throws IOException {
        List<LoadOptions.Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new Malformed("not a header: \"" + line + "\"");
            }
            headers.add(new LoadOptions.Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private long chunks() throws IOException {
        long sum = 0;
        while (true) {
            String line = line();
            int extension = line.indexOf(';');
            long size = number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
            if (size == 0) {
                headers();
                return sum;
            }
            skip(size);
            sum += size;
            if (!line().isEmpty()) {
                throw new Malformed("a chunk is longer than it says");
            }
        }
    }

    private static long number(String text, int radix) throws Malformed {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new Malformed("not a number: \"" + text + "\"");
    }

    private void skip(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (position == limit) {
                fill();
            }
            int step = (int) Math.min(left, limit - position);
            pass(step);
            left -= step;
        }
    }

    private long toTheEnd() throws IOException {
        long sum = limit - position;
        pass(limit - position);
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            position = 0;
            limit = read;
            sum += read;
            pass(read);
        }
        return sum;
    }

    /** Bytes of a body. */
    private void pass(int bytes) {
        if (said != null) {
            said.add(buffer, position, bytes);
        }
        position += bytes;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder(64);
        while (true) {
            if (position == limit) {
                fill();
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            text.append(new String(buffer, start, position - start, StandardCharsets.ISO_8859_1));
            if (text.length() > LONGEST_LINE) {
                throw new Malformed("a line is longer than " + LONGEST_LINE + " bytes");
            }
            if (position < limit) {
                position++;
                int end = text.length();
                return end > 0 && text.charAt(end - 1) == '\r' ? text.substring(0, end - 1) : text.toString();
            }
        }
    }

    private void fill() throws IOException {
        int read = in.read(buffer);
        if (read < 0) {
            throw new EOFException("closed by the other side");
        }
        position = 0;
        limit = read;
        begun = true;
    }

    /** Bytes that are not an answer. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(@Nullable String message) {
            super(message);
        }
    }
}
