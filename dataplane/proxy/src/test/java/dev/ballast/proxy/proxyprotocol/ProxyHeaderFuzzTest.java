package dev.ballast.proxy.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.Cuts;
import dev.ballast.contract.fuzz.FuzzTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header of the PROXY protocol: the same however it is cut, nothing taken that follows it, and what is read can be written and read again. */
class ProxyHeaderFuzzTest extends FuzzTarget {
    private record Read(@Nullable ProxyHeader header, @Nullable ProxyHeaderFlaw flaw, int taken) {
        static Read of(List<byte[]> pieces) {
            ProxyHeaderReader reader = new ProxyHeaderReader();
            int taken = 0;
            for (byte[] piece : pieces) {
                if (reader.header() == null && reader.flaw() == null) {
                    taken += reader.read(piece, 0, piece.length);
                }
            }
            assertThat(reader.taken()).hasSize(taken).hasSizeLessThanOrEqualTo(ProxyHeaderReader.MOST);
            return new Read(reader.header(), reader.flaw(), taken);
        }
    }

    @Override
    protected void check(byte[] input) {
        Read whole = Read.of(Cuts.whole(input));
        assertThat(whole.header() != null && whole.flaw() != null).isFalse();
        for (List<byte[]> cut : Cuts.of(input)) {
            assertThat(Read.of(cut)).isEqualTo(whole);
        }
        ProxyHeader header = whole.header();
        if (header != null && header.source() != null && header.destination() != null) {
            byte[] line = ProxyHeaderWriter.line(header.source(), header.destination());
            byte[] binary = ProxyHeaderWriter.binary(header.source(), header.destination());
            assertThat(Read.of(List.of(line))).isEqualTo(new Read(header, null, line.length));
            assertThat(Read.of(List.of(binary))).isEqualTo(new Read(header, null, binary.length));
        }
    }
}
