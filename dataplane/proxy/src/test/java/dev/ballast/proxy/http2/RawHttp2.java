package dev.ballast.proxy.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client on a plain socket that sends the frames it is told to, sensible or not, and reads those that come. */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = FrameType.DATA;
    public static final int HEADERS = FrameType.HEADERS;
    public static final int PRIORITY = FrameType.PRIORITY;
    public static final int RST_STREAM = FrameType.RST_STREAM;
    public static final int SETTINGS = FrameType.SETTINGS;
    public static final int PING = FrameType.PING;
    public static final int GOAWAY = FrameType.GOAWAY;
    public static final int WINDOW_UPDATE = FrameType.WINDOW_UPDATE;
    public static final int CONTINUATION = FrameType.CONTINUATION;
    public static final int END_STREAM = FrameType.END_STREAM;
    public static final int END_HEADERS = FrameType.END_HEADERS;

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder(4096);
    /** Octets of content by stream. */
    private final Map<Integer, ByteArrayOutputStream> content = new LinkedHashMap<>();

    public RawHttp2(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** With the preface, and settings as numbers and values by turns. */
    public RawHttp2 hello(int... settings) throws IOException {
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] payload = new byte[settings.length * 3];
        for (int i = 0; i < settings.length; i += 2) {
            Octets.int16(payload, i * 3, settings[i]);
            Octets.int32(payload, i * 3 + 2, settings[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload);
    }

    public RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
        socket.getOutputStream().write(octets(type, flags, stream, payload));
        return this;
    }

    /** A frame as it is sent. */
    public static byte[] octets(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        Octets.int32(frame, 0, payload.length << 8 | type);
        frame[4] = (byte) flags;
        Octets.int32(frame, 5, stream);
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    /** In frames that are as large as frames may be. @param fields names and values by turns */
    public RawHttp2 headers(int stream, boolean end, String... fields) throws IOException {
        byte[] block = block(fields);
        for (int at = 0; at < block.length; at += Http2Limits.FRAME) {
            int next = Math.min(block.length, at + Http2Limits.FRAME);
            int flags = (at == 0 && end ? END_STREAM : 0) | (next == block.length ? END_HEADERS : 0);
            frame(at == 0 ? HEADERS : CONTINUATION, flags, stream, Arrays.copyOfRange(block, at, next));
        }
        return this;
    }

    public RawHttp2 get(int stream, String path) throws IOException {
        return ask(stream, path, "shop");
    }

    public RawHttp2 ask(int stream, String path, String authority) throws IOException {
        return headers(stream, true, ":method", "GET", ":scheme", "http", ":path", path, ":authority", authority);
    }

    public RawHttp2 post(int stream, String path, String... more) throws IOException {
        String[] fields = Arrays.copyOf(
                new String[] {":method", "POST", ":scheme", "http", ":path", path, ":authority", "shop"}, 8 + more.length);
        System.arraycopy(more, 0, fields, 8, more.length);
        return headers(stream, false, fields);
    }

    public RawHttp2 data(int stream, boolean end, String text) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp2 window(int stream, int more) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, int32(more));
    }

    public RawHttp2 reset(int stream, ErrorCode code) throws IOException {
        return frame(RST_STREAM, 0, stream, int32(code.ordinal()));
    }

    public static byte[] int32(int number) {
        byte[] octets = new byte[4];
        Octets.int32(octets, 0, number);
        return octets;
    }

    /** Literal fields without a table and without Huffman's code. */
    public static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                out.write(rest & 0x7f | 0x80);
            }
            out.write(rest);
        }
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    // ---- What comes

    /** A frame as it came; headers with all their continuations, and with the fields, one {@code name: value} a line. */
    public record Frame(int type, int flags, int stream, byte[] payload, String fields) {
        public boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        /** Of RST_STREAM and GOAWAY. */
        public ErrorCode code() {
            return ErrorCode.of(Octets.int32(payload, type == GOAWAY ? 4 : 0));
        }

        /** The value of one of the SETTINGS; −1 without it. */
        public int setting(int number) {
            int value = -1;
            for (int at = 0; at < payload.length; at += 6) {
                value = Octets.int16(payload, at) == number ? Octets.int32(payload, at + 2) : value;
            }
            return value;
        }

        /** Of a GOAWAY. */
        public int lastStream() {
            return Octets.int31(payload, 0);
        }

        /** Of a window update. */
        public int more() {
            return Octets.int31(payload, 0);
        }

        public int status() {
            return Integer.parseInt(fields.substring(fields.indexOf(":status: ") + 9, fields.indexOf(":status: ") + 12));
        }
    }

    /** The next frame; settings and pings of the other side are answered as they pass. */
    public Frame next() throws IOException {
        byte[] header = new byte[9];
        in.readFully(header);
        byte[] payload = in.readNBytes(Octets.int32(header, 0) >>> 8);
        int type = header[3];
        int stream = Octets.int31(header, 5);
        String fields = "";
        if (type == HEADERS) {
            payload = (header[4] & END_HEADERS) != 0 ? payload : continued(payload);
            HeaderList list = new HeaderList(1 << 20, 1000);
            if (!decoder.decode(payload, 0, payload.length, list)) {
                throw new IOException("no header block");
            }
            fields = text(list);
        } else if (type == DATA) {
            content.computeIfAbsent(stream, key -> new ByteArrayOutputStream()).writeBytes(payload);
        } else if ((type == SETTINGS || type == PING) && (header[4] & FrameType.ACK) == 0) {
            frame(type, FrameType.ACK, 0, type == PING ? payload : new byte[0]);
        }
        return new Frame(type, header[4], stream, payload, fields);
    }

    private byte[] continued(byte[] first) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(first);
        byte[] header = new byte[9];
        while ((header[4] & END_HEADERS) == 0) {
            in.readFully(header);
            if (header[3] != CONTINUATION) {
                throw new IOException("a frame of type " + header[3] + " in the middle of a header block");
            }
            block.writeBytes(in.readNBytes(Octets.int32(header, 0) >>> 8));
        }
        return block.toByteArray();
    }

    private static String text(HeaderList list) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < list.count(); i++) {
            text.append(new String(list.bytes(), list.nameStart(i), list.valueStart(i) - list.nameStart(i), StandardCharsets.ISO_8859_1))
                    .append(": ")
                    .append(new String(list.bytes(), list.valueStart(i), list.valueEnd(i) - list.valueStart(i), StandardCharsets.ISO_8859_1))
                    .append('\n');
        }
        return text.toString();
    }

    /** The next frame of this type, whatever comes before it. */
    public Frame next(int type) throws IOException {
        Frame frame = next();
        while (frame.type() != type || type == PING && (frame.flags() & FrameType.ACK) == 0) {
            frame = next();
        }
        return frame;
    }

    /** Reads until a stream has ended or was reset, and answers the last of its frames. */
    public Frame end(int stream) throws IOException {
        Frame frame = next();
        while (frame.stream() != stream || !frame.ends() && frame.type() != RST_STREAM) {
            frame = next();
        }
        return frame;
    }

    /** Reads until a stream has brought so many octets. */
    public RawHttp2 read(int stream, int octets) throws IOException {
        while (content(stream).length() < octets) {
            next(DATA);
        }
        return this;
    }

    /** What a stream has brought so far. */
    public String content(int stream) {
        return content.getOrDefault(stream, new ByteArrayOutputStream()).toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads to the end of the connection; answers its GOAWAY's code. */
    public ErrorCode goodbye() throws IOException {
        ErrorCode code = next(GOAWAY).code();
        try {
            while (true) {
                next();
            }
        } catch (EOFException closed) {
            return code;
        }
    }

    /** Sends what waits here and waits for the other side to have read it: a ping, and its answer. */
    public RawHttp2 settle() throws IOException {
        frame(PING, 0, 0, new byte[8]);
        Frame frame = next(PING);
        while ((frame.flags() & FrameType.ACK) == 0) {
            frame = next(PING);
        }
        return this;
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
