package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/**
 * What a dataplane can do.
 *
 * @param version of the dataplane, as it names itself in a refusal
 * @param features in the words of {@link Snapshot#features()}
 */
public record Capabilities(String version, Set<String> features) {
    /** Those of this program. */
    public static Capabilities ofThisProgram() {
        return new Capabilities(programVersion(), Features.SUPPORTED);
    }

    private static String programVersion() {
        Properties program = new Properties();
        try (InputStream in = Capabilities.class.getResourceAsStream("program.properties")) {
            program.load(Objects.requireNonNull(in, "the program lacks its resource program.properties"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return program.getProperty("version");
    }

    /** What a snapshot needs and this dataplane cannot do: never dropped silently. */
    List<Problem> missingFor(Snapshot snapshot) {
        return snapshot.features().stream()
                .filter(feature -> !features.contains(feature))
                .map(feature -> new Problem(
                        "features",
                        Reason.UnsupportedFeature,
                        "\"" + feature + "\" is unknown to this dataplane, version " + version + ": expected one of "
                                + String.join(", ", features)))
                .toList();
    }
}
