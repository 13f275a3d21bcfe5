package dev.ballast.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * A certificate ready for handshakes.
 *
 * @param names what it stands for: its DNS names, else its common name
 */
public record Certificate(SslContext context, List<String> names) implements Security {
    public Certificate {
        names = List.copyOf(names);
    }

    @Override
    public SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }

    /** Gives back what the TLS library holds for it. Connections that were made with it go on; no handshake may begin with it any more. */
    public void release() {
        ReferenceCountUtil.release(context);
    }
}
