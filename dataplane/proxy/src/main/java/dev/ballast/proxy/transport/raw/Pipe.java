package dev.ballast.proxy.transport.raw;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * A pipe of the kernel's, as splice(2) wants one between two sockets: what is in it was never copied into this process. It holds 64 KiB, or less where
 * the network brought small pieces.
 */
final class Pipe {
    private static final int MOST = 64 * 1024;
    /** For descriptors that have no position. */
    private static final int NO_OFFSET = -1;

    private final FileDescriptor end;
    private final FileDescriptor start;
    private int held;

    /** @throws IOException when this process lacks descriptors */
    Pipe() throws IOException {
        FileDescriptor[] ends = FileDescriptor.pipe();
        end = ends[0];
        start = ends[1];
    }

    /** Octets in it. */
    int held() {
        return held;
    }

    /**
     * Has the kernel put what a socket has received into the pipe, which is empty.
     *
     * @return octets; 0 when nothing was there <em>or</em> the peer's end was, which splice(2) through Netty does not tell apart;
     *     {@link Descriptor#BROKEN}
     */
    int fill(Descriptor from) {
        int count = move(from, from.fd(), start, MOST);
        held = Math.max(0, count);
        return count;
    }

    /** Has the kernel send what is in the pipe; answers what it took, or {@link Descriptor#BROKEN}. Less than all: it takes no more now. */
    int drain(Descriptor to) {
        int sent = 0;
        while (held > 0) {
            int count = move(to, end, to.fd(), held);
            if (count == Descriptor.BROKEN) {
                return count;
            }
            if (count == 0) {
                break;
            }
            held -= count;
            sent += count;
        }
        return sent;
    }

    /** @param socket the one of the two that is no pipe */
    private static int move(Descriptor socket, FileDescriptor from, FileDescriptor to, int most) {
        try {
            return Native.splice(from.intValue(), NO_OFFSET, to.intValue(), NO_OFFSET, most);
        } catch (IOException | NotYetConnectedException broken) {
            return socket.broke(broken);
        }
    }

    /** What is in it is lost. */
    void close() {
        for (FileDescriptor each : new FileDescriptor[] {end, start}) {
            try {
                each.close();
            } catch (IOException e) {
                // The number is free all the same.
            }
        }
    }
}
