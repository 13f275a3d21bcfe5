package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.MalformedMessageException;
import dev.ballast.contract.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a starting pod begins with, when nobody is there to push: the newer of the boot Secret and of what an earlier process of the same
 * pod had accepted. When the newer one cannot be used, the other one is tried.
 */
public final class BootSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(BootSnapshot.class);

    private final List<SnapshotFile> places;

    /** @param places where snapshots may lie; a place without a file is passed over */
    public BootSnapshot(SnapshotFile... places) {
        this.places = List.of(places);
    }

    /**
     * Offers what is there to the gate.
     *
     * @return why nothing runs, as a person reads it; empty when a snapshot was taken
     */
    public String offerTo(ConfigGate gate) throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        List<Found> found = places.stream()
                .flatMap(place -> read(place, reasons))
                .sorted(Comparator.comparing(Found::revision).reversed())
                .toList();
        for (Found candidate : found) {
            String trouble = offer(candidate, gate);
            if (trouble.isEmpty()) {
                return "";
            }
            reasons.add(candidate.place().path() + ": " + trouble);
        }
        return reasons.isEmpty()
                ? "no boot snapshot at " + places.stream().map(place -> place.path().toString()).collect(Collectors.joining(" or "))
                : String.join("; ", reasons);
    }

    /** @return why it was not taken; empty when it was, or when a push was quicker */
    private static String offer(Found candidate, ConfigGate gate) throws InterruptedException {
        try {
            return gate.offer(new Offer.Whole(Source.Boot, null, candidate.body())) instanceof Nack nack
                    ? text(nack.problems())
                    : "";
        } catch (IllegalStateException bug) {
            // Ending the process would only begin the same start again: the channel stays open for a snapshot that does better.
            LOG.error("The snapshot in {} could not be installed", candidate.place().path(), bug);
            return String.valueOf(bug.getMessage());
        }
    }

    private static Stream<Found> read(SnapshotFile place, List<String> reasons) {
        try {
            byte[] body = place.read().orElse(null);
            return body == null
                    ? Stream.empty()
                    : Stream.of(new Found(place, body, Wire.decodeSnapshot(Wire.gunzip(body)).revision()));
        } catch (IOException | MalformedMessageException unusable) {
            reasons.add(place.path() + ": " + unusable.getMessage());
            return Stream.empty();
        }
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining(", "));
    }

    private record Found(SnapshotFile place, byte[] body, Revision revision) {}
}
