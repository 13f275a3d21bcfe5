package dev.ballast.toolbox.echo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bodies without meaning, of any length, that share one memory. */
final class Filler {
    /** The longest body: 1 GiB. */
    static final int MOST = 1 << 30;

    private static final int PIECE = 1 << 16;
    /** Around memory of its own: a buffer of an allocator that nobody ever releases is a leak to Netty's detector. */
    private static final ByteBuf BYTES = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes())).asReadOnly();

    private Filler() {}

    static ByteBuf of(int length) {
        if (length <= PIECE) {
            return BYTES.slice(0, length);
        }
        ByteBuf[] pieces = new ByteBuf[(length + PIECE - 1) / PIECE];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = BYTES.slice(0, Math.min(PIECE, length - i * PIECE));
        }
        return Unpooled.wrappedBuffer(pieces.length, pieces);
    }

    private static ByteBuffer bytes() {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) 'x');
        for (int i = 63; i < PIECE; i += 64) {
            bytes[i] = '\n';
        }
        return ByteBuffer.allocateDirect(PIECE).put(bytes).flip();
    }
}
