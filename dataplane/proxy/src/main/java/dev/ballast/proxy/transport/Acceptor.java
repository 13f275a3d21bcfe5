package dev.ballast.proxy.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** What becomes of the connections of a listening socket. Called on the loop of each. */
public interface Acceptor {
    /** Whether one more may come; it is closed at once when not. Each yes is followed by one {@link #released}, whatever happens. */
    boolean admit(Loop loop);

    /** An admitted connection is closed. */
    void released(Loop loop);

    /** What makes an admitted connection secure before anything else; null where it stays plain. */
    @Nullable ChannelHandler security(Loop loop, ByteBufAllocator allocator);

    /** A connection stands, and is secure where it should be. Its handler must be set before this returns. */
    void accepted(Connection connection, boolean secure);

    /** A connection was closed because it did not become secure. */
    void handshakeFailed(Loop loop);
}
