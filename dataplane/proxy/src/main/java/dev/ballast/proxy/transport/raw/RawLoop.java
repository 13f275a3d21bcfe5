package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.ConnectHandler;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Loop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;

/** What the raw connections of one event loop share. On that loop only. */
public final class RawLoop {
    /**
     * Octets that the kernel keeps for a peer beside those that are on their way to it. Without this it would be up to 4 MiB for each connection whose peer reads
     * nothing ({@code tcp_wmem}), which is memory of the pod. Streams do without: for what flows fast each turn in which the kernel takes some more costs.
     */
    public static final int UNSENT = 128 * 1024;

    private final Loop loop;
    private final IoEventLoop events;
    private final ByteBufAllocator allocator;
    private final LastRead lastRead = new LastRead();
    private final Gather gather = new Gather();
    private final Pipes pipes = new Pipes();
    private final Splicing splicing;
    private final ArrayDeque<RawConnection> closing = new ArrayDeque<>();

    /** @param events Netty's loop, with epoll; it is the same thread as the loop */
    public RawLoop(Loop loop, IoEventLoop events, ByteBufAllocator allocator, Splicing splicing) {
        this.loop = loop;
        this.events = events;
        this.allocator = allocator;
        this.splicing = splicing;
    }

    /** After the end of Netty's loop. */
    public void close() {
        pipes.close();
    }

    /** As {@link Loop#connect}. */
    public Connecting connect(InetSocketAddress to, long timeoutMillis, ConnectHandler handler) {
        return RawDial.begin(this, to, timeoutMillis, handler);
    }

    Loop loop() {
        return loop;
    }

    IoEventLoop events() {
        return events;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    LastRead lastRead() {
        return lastRead;
    }

    Gather gather() {
        return gather;
    }

    Pipes pipes() {
        return pipes;
    }

    Splicing splicing() {
        return splicing;
    }

    /** Later on this loop, for a connection that hears when it goes wrong. */
    void execute(Runnable task, Descriptor.Watcher on) {
        events.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                on.failed(e);
            }
        });
    }

    /**
     * Epoll hands out events in batches, and a task runs after a batch. A descriptor that was given up in the middle of one could be that of another
     * connection before the batch has ended, and get its events.
     */
    void closeAtEndOfTurn(RawConnection connection) {
        closing.addLast(connection);
        if (closing.size() == 1) {
            events.execute(this::closeAll);
        }
    }

    private void closeAll() {
        RawConnection next;
        while ((next = closing.peekFirst()) != null) {
            try {
                next.closed();
            } catch (RuntimeException e) {
                next.failed(e);
            } finally {
                closing.removeFirst();
            }
        }
    }
}
