package dev.ballast.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.Cuts;
import dev.ballast.contract.fuzz.FuzzTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's first message: the same however it is cut, and a name only where it is one. */
class ClientHelloFuzzTest extends FuzzTarget {
    private record Read(boolean complete, @Nullable HandshakeFailure flaw, String serverName) {
        static Read of(List<byte[]> pieces) {
            ClientHello hello = new ClientHello();
            for (byte[] piece : pieces) {
                if (!hello.complete() && hello.flaw() == null) {
                    hello.read(piece, 0, piece.length);
                }
            }
            return new Read(hello.complete(), hello.flaw(), hello.serverName());
        }
    }

    @Override
    protected void check(byte[] input) {
        Read whole = Read.of(Cuts.whole(input));
        assertThat(whole.serverName()).matches("[-_.a-z0-9]{0,253}");
        assertThat(whole.complete() && whole.flaw() != null).isFalse();
        for (List<byte[]> cut : Cuts.of(input)) {
            assertThat(Read.of(cut)).isEqualTo(whole);
        }
    }
}
