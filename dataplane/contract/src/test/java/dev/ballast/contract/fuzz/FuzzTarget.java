package dev.ballast.contract.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A parser to be fuzzed. A subclass is the whole of a target: it says what must hold of every input, and is named {@code …FuzzTest}. As a test it
 * tries what is kept in {@code fuzz/….zip} among the test's resources, and some neighbours of that; {@link FuzzRun} tries for as long as it is told.
 */
public abstract class FuzzTarget {
    private static final int NEIGHBOURS = 2_000;

    /** Throws, or fails an assertion, where something does not hold. Nothing of one call is left for the next. */
    protected abstract void check(byte[] input) throws Exception;

    @Test
    final void holdsForWhatIsKeptAndItsNeighbours() throws IOException {
        List<byte[]> kept = Corpus.kept(getClass());
        assertThat(kept).as("what is kept of " + Corpus.name(getClass())).isNotEmpty();
        kept.forEach(this::verify);
        Mutator mutator = new Mutator(kept, new Random(2026));
        for (int i = 0; i < NEIGHBOURS; i++) {
            verify(mutator.next());
        }
    }

    /** Fails with the input in the message, so that it can be kept. */
    final void verify(byte[] input) {
        try {
            check(input);
        } catch (Throwable broken) {
            throw new AssertionError("for the input " + Base64.getEncoder().encodeToString(input) + " (Base64)", broken);
        }
    }
}
