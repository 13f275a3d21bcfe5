package dev.ballast.toolbox.echo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** Bodies without meaning, of any length, that share one memory. */
final class Filler {
    /** The longest body: 1 GiB. */
    static final int MOST = 1 << 30;

    private static final int PIECE = 1 << 16;
    private static final ByteBuf BYTES = Unpooled.unreleasableBuffer(Unpooled.directBuffer(PIECE).writeBytes(bytes())).asReadOnly();

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

    private static byte[] bytes() {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) 'x');
        for (int i = 63; i < PIECE; i += 64) {
            bytes[i] = '\n';
        }
        return bytes;
    }
}
