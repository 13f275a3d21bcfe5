package dev.ballast.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;

/** How a connection is made secure: which side we are, what we show, and whom we believe. */
@FunctionalInterface
public interface Security {
    /** What does it for one connection. On the connection's loop; nothing in it may watch the time. */
    SslHandler handler(ByteBufAllocator allocator);
}
