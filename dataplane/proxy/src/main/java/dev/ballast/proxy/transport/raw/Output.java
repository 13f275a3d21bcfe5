package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection sends. It is put together in the loop's {@link Gather}, and large pieces of what was just read go out from where they are;
 * only what the kernel does not take is kept in a buffer of its own. That is never more than two gathers and what a single call brings.
 */
final class Output {
    /** Copying less costs less than another call to the kernel. */
    private static final int DIRECT = 8 * 1024;

    private final Descriptor descriptor;
    private final Gather gather;
    private final ByteBufAllocator allocator;
    private final Runnable whenBroken;
    private @Nullable ByteBuf waiting;
    private long written;
    private boolean over;

    /** @param whenBroken called once, from inside a call, when the connection takes nothing any more */
    Output(Descriptor descriptor, Gather gather, ByteBufAllocator allocator, Runnable whenBroken) {
        this.descriptor = descriptor;
        this.gather = gather;
        this.allocator = allocator;
        this.whenBroken = whenBroken;
    }

    /** Octets that were ever written. */
    long written() {
        return written;
    }

    /** Octets that the kernel has not taken. */
    int pending() {
        ByteBuf kept = waiting;
        return gather.held(this) + (kept == null ? 0 : kept.readableBytes());
    }

    /** Whether the kernel takes nothing at the moment. */
    boolean blocked() {
        return waiting != null;
    }

    void write(byte[] from, int offset, int count) {
        written += count;
        for (int done = 0; done < count && !over; ) {
            if (waiting != null) {
                waiting.writeBytes(from, offset + done, count - done);
                return;
            }
            int part = Math.min(count - done, room());
            if (part > 0) {
                gather.put(from, offset + done, part);
                done += part;
            }
        }
    }

    void write(Received from, int offset, int count) {
        written += count;
        for (int done = 0; done < count && !over; ) {
            int left = count - done;
            if (waiting != null) {
                keep(from, offset + done, left);
                return;
            }
            if (left >= DIRECT && from instanceof LastRead here && gather.held(this) == 0) {
                descriptor.cork(false);
                int taken = here.write(descriptor, offset + done, left);
                done = count;
                if (taken == Descriptor.BROKEN) {
                    breakOff();
                } else if (taken < left) {
                    waiting = allocator.directBuffer(left - taken);
                    keep(from, offset + count - (left - taken), left - taken);
                }
            } else {
                int part = Math.min(left, room());
                if (part > 0) {
                    gather.put(from, offset + done, part);
                    done += part;
                }
            }
        }
    }

    /** Free octets of the gather; 0 when it was full and has just been given to the kernel. */
    private int room() {
        int room = gather.claim(this);
        if (room == 0) {
            flush();
        }
        return room;
    }

    private void keep(Received from, int offset, int count) {
        ByteBuf kept = waiting;
        if (kept != null) {
            kept.ensureWritable(count);
            from.copy(offset, kept.nioBuffer(kept.writerIndex(), count), count);
            kept.writerIndex(kept.writerIndex() + count);
        }
    }

    /** Gives the kernel what was put together. */
    void flush() {
        if (gather.held(this) > 0) {
            descriptor.cork(false);
            give();
        }
    }

    private void give() {
        int taken = gather.write(descriptor);
        ByteBuffer rest = gather.rest();
        if (taken != Descriptor.BROKEN && rest.hasRemaining()) {
            waiting = allocator.directBuffer(rest.remaining()).writeBytes(rest);
        }
        gather.clear();
        if (taken == Descriptor.BROKEN) {
            breakOff();
        }
    }

    /** The same, and nothing comes after it: if the kernel takes it, it waits there for the end. */
    void flushLast() {
        if (gather.held(this) > 0) {
            descriptor.cork(true);
            give();
        }
    }

    /** The kernel takes more; answers whether it took something. */
    boolean goOn() {
        ByteBuf kept = waiting;
        if (kept == null) {
            return false;
        }
        int taken = descriptor.write(kept.internalNioBuffer(kept.readerIndex(), kept.readableBytes()));
        if (taken == Descriptor.BROKEN) {
            breakOff();
            return false;
        }
        kept.skipBytes(taken);
        if (!kept.isReadable()) {
            kept.release();
            waiting = null;
        }
        return taken > 0;
    }

    private void breakOff() {
        discard();
        whenBroken.run();
    }

    /** What waits is lost, and nothing more is taken. */
    void discard() {
        over = true;
        if (gather.held(this) > 0) {
            gather.clear();
        }
        ByteBuf kept = waiting;
        waiting = null;
        if (kept != null) {
            kept.release();
        }
    }
}
