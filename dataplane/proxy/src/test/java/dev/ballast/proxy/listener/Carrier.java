package dev.ballast.proxy.listener;

import dev.ballast.proxy.transport.netty.NettyTransport;
import dev.ballast.proxy.transport.raw.Splicing;
import java.util.function.IntFunction;

/** What carries the connections: a test that says {@link Running#on} runs on each. Never more than one test at a time. */
enum Carrier {
    /** Descriptors: what ships, on Linux. */
    RAW(NettyTransport::start),
    /** The same, with every byte of a relay spliced, also where there are few. */
    SPLICED(loops -> NettyTransport.start(loops, Splicing.ALWAYS)),
    /** Netty's channels on epoll, as TLS has them. */
    CHANNELS(NettyTransport::startChannels),
    /** Java's own sockets. */
    PORTABLE(NettyTransport::startPortable);

    private final IntFunction<NettyTransport> start;

    Carrier(IntFunction<NettyTransport> start) {
        this.start = start;
    }

    /** With two loops. */
    NettyTransport start() {
        return start.apply(2);
    }
}
