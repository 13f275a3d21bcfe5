package dev.ballast.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate of a listener, ready for handshakes. */
public final class Certificate implements Security {
    private final SslContext context;
    private final @Nullable TicketKeys tickets;
    private final List<String> names;

    /** @param tickets that the context has joined; null where the library keeps its own */
    Certificate(SslContext context, @Nullable TicketKeys tickets, List<String> names) {
        this.context = context;
        this.tickets = tickets;
        this.names = List.copyOf(names);
    }

    /** What it stands for: its DNS names, else its common name. */
    public List<String> names() {
        return names;
    }

    @Override
    public SslHandler handler(ByteBufAllocator allocator) {
        if (tickets != null) {
            tickets.turn();
        }
        return context.newHandler(allocator);
    }

    /** Gives back what the TLS library holds for it. Connections that were made with it go on; no handshake may begin with it any more. */
    public void release() {
        ReferenceCountUtil.release(context);
    }

    /** Its tickets' keys are not changed for it any more. */
    void leaveTickets() {
        if (tickets != null) {
            tickets.leave(context);
        }
    }
}
