package dev.ballast.contract.translate;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import java.util.List;

/**
 * What became of a spec.
 *
 * @param snapshot the good parts; consistent in itself, perhaps without any listener
 * @param problems every part that was left out, and why
 */
public record Translation(Snapshot snapshot, List<Problem> problems) {
    public Translation {
        problems = List.copyOf(problems);
    }
}
