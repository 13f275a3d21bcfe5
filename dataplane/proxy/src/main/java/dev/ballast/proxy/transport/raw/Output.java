package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection sends. It is put together in the loop's {@link Gather}, and large pieces of what was just read go out from where they are;
 * only what the kernel does not take is kept in a buffer of its own. That is never more than two gathers and what a single call brings. What
 * nobody needs to see may come from another descriptor through a {@link Pipe}; what is in that goes out before what waits in the buffer.
 */
final class Output {
    /** Copying less costs less than another call to the kernel. */
    private static final int DIRECT = 8 * 1024;
    /** From so many waiting octets on it is full; and has room again when there are less than so many. */
    private static final int FULL = 64 * 1024;

    private static final int ROOM_AGAIN = 32 * 1024;

    private final Descriptor descriptor;
    private final Gather gather;
    private final ByteBufAllocator allocator;
    private final Pipes pipes;
    private final Runnable whenBroken;
    private @Nullable Pipe pipe;
    private @Nullable ByteBuf waiting;
    private long written;
    private boolean over;

    /** @param whenBroken called once, from inside a call, when the connection takes nothing any more */
    Output(Descriptor descriptor, RawLoop loop, Runnable whenBroken) {
        this.descriptor = descriptor;
        this.gather = loop.gather();
        this.allocator = loop.allocator();
        this.pipes = loop.pipes();
        this.whenBroken = whenBroken;
    }

    /** Octets that were ever written. */
    long written() {
        return written;
    }

    /** Octets that the kernel has not taken. */
    int pending() {
        ByteBuf kept = waiting;
        Pipe full = pipe;
        return gather.held(this) + (kept == null ? 0 : kept.readableBytes()) + (full == null ? 0 : full.held());
    }

    /** Whether the kernel takes nothing at the moment. */
    boolean blocked() {
        return waiting != null || pipe != null;
    }

    /** Whether so much waits that nothing more should be brought. A pipe that the kernel did not empty can take nothing more. */
    boolean full() {
        return pipe != null || pending() >= FULL;
    }

    boolean roomAgain() {
        return pipe == null && pending() < ROOM_AGAIN;
    }

    void write(byte[] from, int offset, int count) {
        written += count;
        for (int done = 0; done < count && !over; ) {
            if (blocked()) {
                waiting(count - done).writeBytes(from, offset + done, count - done);
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
            if (blocked()) {
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
        ByteBuf kept = waiting(count);
        kept.ensureWritable(count);
        from.copy(offset, kept.nioBuffer(kept.writerIndex(), count), count);
        kept.writerIndex(kept.writerIndex() + count);
    }

    private ByteBuf waiting(int count) {
        ByteBuf kept = waiting;
        if (kept == null) {
            waiting = kept = allocator.directBuffer(count);
        }
        return kept;
    }

    /** Whether nothing waits, so that {@link #pass} may bring more. */
    boolean free() {
        flush();
        return !over && !blocked();
    }

    /**
     * Has the kernel move what another descriptor has received to this one: not more than a pipe holds. Only while this is {@link #free}.
     *
     * @return octets that left that descriptor; else what {@link Pipe#fill} answers, or {@link Passage#CLOSED} without a pipe
     */
    int pass(Descriptor from) {
        Pipe empty = pipes.take();
        if (empty == null) {
            return Passage.CLOSED;
        }
        int count = empty.fill(from);
        if (count <= 0) {
            pipes.giveBack(empty);
            return count;
        }
        written += count;
        pipe = empty;
        descriptor.cork(false);
        pour(empty);
        return count;
    }

    /** Gives the kernel what is in the pipe; answers whether it took something. */
    private boolean pour(Pipe from) {
        int taken = from.drain(descriptor);
        if (taken == Descriptor.BROKEN) {
            breakOff();
        } else if (from.held() == 0) {
            pipe = null;
            pipes.giveBack(from);
        }
        return taken > 0;
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
            waiting(rest.remaining()).writeBytes(rest);
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
        Pipe full = pipe;
        boolean poured = full != null && pour(full);
        ByteBuf kept = waiting;
        if (kept == null || pipe != null) {
            return poured;
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
        return poured || taken > 0;
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
        Pipe full = pipe;
        pipe = null;
        if (full != null) {
            pipes.giveBack(full);
        }
    }
}
