package dev.ballast.contract.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.FuzzTarget;
import dev.ballast.contract.snapshot.SnapshotValidator;
import java.util.Arrays;

/** The channel's messages: nothing but {@link MalformedMessageException}, and what is read is written and read again as the same. */
class WireFuzzTest extends FuzzTarget {
    private static final int INFLATED = 1 << 20;

    /** The first octet says which message the others are. */
    @Override
    protected void check(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] message = Arrays.copyOfRange(input, 1, input.length);
        try {
            read(input[0], message);
        } catch (MalformedMessageException refused) {
            assertThat(refused.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem.message()).isNotEmpty());
        }
    }

    private static void read(byte kind, byte[] message) throws MalformedMessageException {
        switch (kind) {
            case 'e' -> endpoints(message);
            case 'a' -> answer(200, message);
            case 's' -> answer(409, message);
            case 'n' -> answer(422, message);
            case 'r' -> {
                Answers.Running running = Wire.decodeRunning(message);
                assertThat(Wire.decodeRunning(Wire.encode(running))).isEqualTo(running);
            }
            case 'v' -> {
                Event event = Wire.decodeEvent(new String(message, ISO_8859_1));
                assertThat(Wire.decodeEvent(new String(Wire.encode(event), java.nio.charset.StandardCharsets.UTF_8))).isEqualTo(event);
            }
            case 'z' -> assertThat(Wire.gunzip(message, INFLATED)).hasSizeLessThanOrEqualTo(INFLATED);
            default -> snapshot(message);
        }
    }

    private static void snapshot(byte[] message) throws MalformedMessageException {
        SnapshotMessage read = Wire.decodeSnapshot(message);
        byte[] canonical = Wire.encode(read);
        SnapshotMessage again = Wire.decodeSnapshot(canonical);
        assertThat(again).isEqualTo(read);
        assertThat(Wire.encode(again)).isEqualTo(canonical);
        assertThat(Wire.digests(again.snapshot())).isEqualTo(Wire.digests(read.snapshot()));
        SnapshotValidator.validate(read.snapshot());
    }

    private static void endpoints(byte[] message) throws MalformedMessageException {
        EndpointsMessage read = Wire.decodeEndpoints(message);
        assertThat(Wire.decodeEndpoints(Wire.encode(read))).isEqualTo(read);
    }

    private static void answer(int status, byte[] message) throws MalformedMessageException {
        var read = Wire.decodeAnswer(status, message);
        assertThat(Wire.decodeAnswer(status, Wire.encode(read))).isEqualTo(read);
        assertThat(Wire.status(read)).isEqualTo(status);
    }
}
