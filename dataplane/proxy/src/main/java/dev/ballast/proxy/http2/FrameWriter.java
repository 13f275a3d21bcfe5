package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Received;
import java.util.Arrays;

/** Writes frames to a connection. No frame is larger than every peer must take. */
final class FrameWriter {
    static final int LARGEST = Http2Limits.FRAME;

    private static final int HEADER = 9;
    private static final int SETTING = 6;

    private final Connection connection;
    private final HpackEncoder encoder = new HpackEncoder();
    private boolean firstBlock = true;

    FrameWriter(Connection connection) {
        this.connection = connection;
    }

    private byte[] begin(int length, int type, int flags, int stream) {
        byte[] room = connection.loop().scratch();
        header(room, 0, length, type, flags, stream);
        return room;
    }

    private static void header(byte[] room, int at, int length, int type, int flags, int stream) {
        room[at] = (byte) (length >> 16);
        Octets.int16(room, at + 1, length);
        room[at + 3] = (byte) type;
        room[at + 4] = (byte) flags;
        Octets.int32(room, at + 5, stream);
    }

    /** @param settings numbers and values by turns */
    void settings(int... settings) {
        byte[] room = begin(settings.length / 2 * SETTING, FrameType.SETTINGS, 0, 0);
        int at = HEADER;
        for (int i = 0; i < settings.length; i += 2) {
            Octets.int16(room, at, settings[i]);
            Octets.int32(room, at + 2, settings[i + 1]);
            at += SETTING;
        }
        connection.write(room, 0, at);
    }

    void settingsTaken() {
        connection.write(begin(0, FrameType.SETTINGS, FrameType.ACK, 0), 0, HEADER);
    }

    /** @param answer whether it answers the peer's */
    void ping(long content, boolean answer) {
        byte[] room = begin(8, FrameType.PING, answer ? FrameType.ACK : 0, 0);
        Octets.int32(room, HEADER, (int) (content >> 32));
        Octets.int32(room, HEADER + 4, (int) content);
        connection.write(room, 0, HEADER + 8);
    }

    void goAway(int lastStream, ErrorCode code) {
        byte[] room = begin(8, FrameType.GOAWAY, 0, 0);
        Octets.int32(room, HEADER, lastStream);
        Octets.int32(room, HEADER + 4, code.ordinal());
        connection.write(room, 0, HEADER + 8);
    }

    void reset(int stream, ErrorCode code) {
        byte[] room = begin(4, FrameType.RST_STREAM, 0, stream);
        Octets.int32(room, HEADER, code.ordinal());
        connection.write(room, 0, HEADER + 4);
    }

    /** @param stream 0 = the connection */
    void windowUpdate(int stream, int more) {
        byte[] room = begin(4, FrameType.WINDOW_UPDATE, 0, stream);
        Octets.int32(room, HEADER, more);
        connection.write(room, 0, HEADER + 4);
    }

    /** @param count at most {@link #LARGEST} */
    void data(int stream, Received from, int offset, int count, boolean end) {
        connection.write(begin(count, FrameType.DATA, end ? FrameType.END_STREAM : 0, stream), 0, HEADER);
        connection.write(from, offset, count);
    }

    /** Ends a stream without more content. */
    void end(int stream) {
        connection.write(begin(0, FrameType.DATA, FrameType.END_STREAM, stream), 0, HEADER);
    }

    /** Begins a header block in the loop's scratch room. */
    HpackEncoder block() {
        encoder.begin(connection.loop().scratch(), HEADER, firstBlock);
        firstBlock = false;
        return encoder;
    }

    /** Sends the block that was begun. */
    void headers(int stream, boolean end) {
        byte[] room = connection.loop().scratch();
        int length = encoder.end() - HEADER;
        int first = Math.min(length, LARGEST);
        int flags = (end ? FrameType.END_STREAM : 0) | (first == length ? FrameType.END_HEADERS : 0);
        header(room, 0, first, FrameType.HEADERS, flags, stream);
        connection.write(room, 0, HEADER + first);
        for (int at = first; at < length; at += LARGEST) {
            int count = Math.min(LARGEST, length - at);
            // The octets before these have been written: the header takes their place.
            header(room, at, count, FrameType.CONTINUATION, at + count == length ? FrameType.END_HEADERS : 0, stream);
            connection.write(room, at, HEADER + count);
        }
    }

    /** Keeps the block that was begun for later. */
    byte[] keepBlock() {
        return Arrays.copyOfRange(connection.loop().scratch(), HEADER, encoder.end());
    }

    /** Sends a block that was kept. */
    void keptBlock(int stream, byte[] block, boolean end) {
        byte[] room = connection.loop().scratch();
        System.arraycopy(block, 0, room, HEADER, block.length);
        encoder.begin(room, HEADER + block.length, false);
        headers(stream, end);
    }
}
