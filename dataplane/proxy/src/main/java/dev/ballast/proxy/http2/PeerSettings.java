package dev.ballast.proxy.http2;

import org.jspecify.annotations.Nullable;

/** Settings (RFC 9113, 6.5; RFC 8441; RFC 9218): what we say, and what the peer says. */
final class PeerSettings {
    /** Octets of the table that a peer may use to compress headers. */
    static final int TABLE = 4096;

    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int MAX_HEADER_LIST_SIZE = 6;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int NO_PRIORITIES = 9;

    private final Http2Connection connection;
    private final Http2Connection.Owner owner;
    private final boolean server;

    PeerSettings(Http2Connection connection, Http2Connection.Owner owner, boolean server) {
        this.connection = connection;
        this.owner = owner;
        this.server = server;
    }

    static void announceAsServer(FrameWriter writer, Http2Limits limits) {
        writer.settings(
                HEADER_TABLE_SIZE, TABLE,
                MAX_CONCURRENT_STREAMS, limits.streams(),
                INITIAL_WINDOW_SIZE, limits.streamWindow(),
                MAX_FRAME_SIZE, FrameWriter.LARGEST,
                MAX_HEADER_LIST_SIZE, limits.headerList(),
                ENABLE_CONNECT_PROTOCOL, 1,
                NO_PRIORITIES, 1);
    }

    static void announceAsClient(FrameWriter writer, Http2Limits limits) {
        writer.settings(
                HEADER_TABLE_SIZE, TABLE,
                ENABLE_PUSH, 0,
                INITIAL_WINDOW_SIZE, limits.streamWindow(),
                MAX_FRAME_SIZE, FrameWriter.LARGEST,
                MAX_HEADER_LIST_SIZE, limits.headerList());
    }

    /** Applies the peer's, in their order; answers what is wrong with them. */
    @Nullable ErrorCode take(byte[] bytes, int length) {
        if (length % 6 != 0) {
            return ErrorCode.FRAME_SIZE_ERROR;
        }
        for (int at = 0; at < length; at += 6) {
            ErrorCode wrong = apply(Octets.int16(bytes, at), Octets.int32(bytes, at + 2));
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** @param value without a sign: a negative number is a very large one */
    private @Nullable ErrorCode apply(int setting, int value) {
        switch (setting) {
            case ENABLE_PUSH -> {
                return value == 0 || value == 1 && server ? null : ErrorCode.PROTOCOL_ERROR;
            }
            case ENABLE_CONNECT_PROTOCOL -> {
                return value == 0 || value == 1 ? null : ErrorCode.PROTOCOL_ERROR;
            }
            case MAX_FRAME_SIZE -> {
                return value >= FrameWriter.LARGEST && value < 1 << 24 ? null : ErrorCode.PROTOCOL_ERROR;
            }
            case INITIAL_WINDOW_SIZE -> {
                return value >= 0 && connection.initialWindow(value) ? null : ErrorCode.FLOW_CONTROL_ERROR;
            }
            case MAX_CONCURRENT_STREAMS -> owner.allowed(value < 0 ? Integer.MAX_VALUE : value);
            default -> {} // Our encoder has no table, and one that nobody knows is ignored.
        }
        return null;
    }
}
