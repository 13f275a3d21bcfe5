package dev.ballast.proxy.transport.raw;

/** Where a connection's bytes go when nobody needs to see them, and which way: read and written, or inside the kernel. */
final class Passage {
    /** It does not go inside the kernel now. */
    static final int CLOSED = -3;

    /** Reads one after the other that filled the room for them: then the peer sends faster than it is read, and it is a bulky stream. */
    private static final int FULL_READS = 4;
    /** Octets of a turn that are few. */
    private static final int FEW = 16 * 1024;

    private final Output to;
    private final Splicing when;
    private boolean inKernel;
    private int fullReads;
    private int ofTurn;

    Passage(Output to, Splicing when) {
        this.to = to;
        this.when = when;
        this.inKernel = when == Splicing.ALWAYS;
    }

    /** What has come goes on inside the kernel: as {@link Output#pass}, or {@link #CLOSED} when it is to be read. */
    int pass(Descriptor from) {
        if (!inKernel || !to.free()) {
            return CLOSED;
        }
        int count = to.pass(from);
        ofTurn += Math.max(0, count);
        return count;
    }

    /** An ordinary read has brought so many. */
    void read(int count) {
        fullReads = count == LastRead.MOST ? fullReads + 1 : 0;
        if (when == Splicing.BULK && fullReads >= FULL_READS) {
            inKernel = true;
        }
    }

    void turnEnded() {
        if (when == Splicing.BULK && inKernel && ofTurn < FEW) {
            inKernel = false;
            fullReads = 0;
        }
        ofTurn = 0;
    }
}
