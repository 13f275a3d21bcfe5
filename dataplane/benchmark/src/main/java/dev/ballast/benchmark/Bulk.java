package dev.ballast.benchmark;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A backend that sends a length of bytes to each connection and ends it, and a client that takes them. Both in this process. */
final class Bulk implements Load, Closeable {
    private static final long GIB = 1L << 30;

    private final FileChannel content;
    private final ServerSocketChannel server;
    private final long length;

    Bulk(Lab lab, int gib) throws IOException {
        length = gib * GIB;
        // A file with nothing in it: sent by the kernel without a copy here.
        content = new RandomAccessFile(lab.directory().resolve("bulk").toFile(), "rw").getChannel();
        content.write(ByteBuffer.wrap(new byte[1]), length - 1);
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().name("bulk").start(this::serve);
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel to = server.accept()) {
                    to.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    for (long at = 0; at < length; ) {
                        at += content.transferTo(at, length - at, to);
                    }
                } catch (ClosedChannelException end) {
                    return;
                } catch (IOException gone) {
                    // A connection that only asked whether somebody listens.
                }
            }
        } finally {
            close();
        }
    }

    @Override
    public String unit() {
        return "GiB";
    }

    /** One connection, however long it takes. */
    @Override
    public Done run(int port, int seconds) throws IOException {
        long begun = System.nanoTime();
        long got = 0;
        try (SocketChannel from = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            ByteBuffer room = ByteBuffer.allocateDirect(1 << 20);
            for (int count = 0; count >= 0; count = from.read(room.clear())) {
                got += count;
            }
        }
        double gib = (double) got / GIB;
        return new Done(gib, got == length ? 0 : 1, gib * 1e9 / (System.nanoTime() - begun), "–");
    }

    @Override
    public void close() {
        try {
            server.close();
            content.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
