package dev.ballast.proxy.http2;

/** How a peer has broken the rules of a connection. Closed: the word stands in metrics. */
public enum Breach {
    /** More streams were reset, by the peer or because of it, than may be. */
    ResetFlood,
    ContinuationFlood,
    /** Frames that carry nothing and end nothing. */
    EmptyFrameFlood,
    SettingsFlood,
    PingFlood,
    PriorityFlood,
    /** Window updates that let nothing, or next to nothing, go. */
    WindowFlood,
    /** Frames of unknown types. */
    OtherFrameFlood,
    /** Few octets that mean large header lists, all to be kept at once. */
    HeaderFlood,
    /** A stream too many; it was refused. */
    TooManyStreams,
    /** A stream was reset for what the peer did with it. */
    StreamError,
    FlowControlError,
    FrameSizeError,
    CompressionError,
    ProtocolError;

    static Breach of(ErrorCode code) {
        return switch (code) {
            case FLOW_CONTROL_ERROR -> FlowControlError;
            case FRAME_SIZE_ERROR -> FrameSizeError;
            case COMPRESSION_ERROR -> CompressionError;
            default -> ProtocolError;
        };
    }
}
