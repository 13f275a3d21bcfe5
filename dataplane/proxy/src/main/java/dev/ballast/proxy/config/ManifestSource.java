package dev.ballast.proxy.config;

import dev.ballast.contract.manifest.LoadBalancerManifest;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Problem.Location;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.translate.CertificateDates;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.LastGood;
import dev.ballast.contract.translate.LastGood.Unread;
import dev.ballast.contract.translate.Translation;
import dev.ballast.contract.translate.Translator;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A person's file: read, translated as the operator would, and offered to the gate. A bad part is reported and its last good version serves on, the
 * rest runs; where nothing good is left, or the text is not YAML to its end, what ran before still does.
 *
 * <p>Used by one thread at a time.
 */
public final class ManifestSource {
    private static final Pattern LISTENER = Pattern.compile("listeners\\[([^]]+)]\\.bindPort");

    private final String file;
    private final Text text;
    private final String wanted;
    private final ConfigGate gate;
    private final Sensitive sessionKey = newKey();
    private String taken = "";
    private @Nullable LoadBalancerManifest running;

    /**
     * @param file the name that complaints carry
     * @param text what stands in it
     * @param wanted {@code metadata.name} of the LoadBalancer to run; {@code ""} where the file holds one
     */
    public ManifestSource(String file, Text text, String wanted, ConfigGate gate) {
        this.file = file;
        this.text = text;
        this.wanted = wanted;
        this.gate = gate;
    }

    /** Reads the manifest as it is now. */
    @FunctionalInterface
    public interface Text {
        /** @throws NoSuchFileException where there is none */
        String read() throws IOException;

        /** The text of a file in UTF-8. */
        static Text of(Path file) {
            return () -> Files.readString(file, StandardCharsets.UTF_8);
        }
    }

    /**
     * What became of the file.
     *
     * @param taken whether what it says runs now, apart from what the problems name
     * @param problems each with its place in the file
     */
    public record Outcome(boolean taken, List<Problem> problems) {
        public Outcome {
            problems = List.copyOf(problems);
        }
    }

    /** The text that was taken over last; {@code ""} before there was one. */
    public String taken() {
        return taken;
    }

    /** The name of the LoadBalancer that runs; {@code ""} before one does. */
    public String name() {
        return running == null ? "" : running.name();
    }

    /** What is wrong with what runs and does not keep it from running, each with its place in the file. */
    public List<Problem> warnings(Instant now) {
        RunningSnapshot accepted = gate.state().running();
        return running == null || accepted == null
                ? List.of()
                : running.inFile(CertificateDates.warnings(running.spec(), accepted.snapshot(), now));
    }

    /** Reads the file as it is now. */
    public Outcome load() throws InterruptedException {
        String now;
        try {
            now = text.read();
        } catch (IOException unreadable) {
            return refused(unread(unreadable));
        }
        return load(now);
    }

    /** What cannot be read of the file as it is now; nothing is taken over. */
    public List<Problem> problems() {
        try {
            return ManifestReader.read(file, text.read()).problems();
        } catch (IOException unreadable) {
            return List.of(unread(unreadable));
        }
    }

    private Problem unread(IOException why) {
        return atTop(why instanceof NoSuchFileException
                ? "there is no such file: expected a manifest"
                : "cannot be read (" + why.getMessage() + "): expected a manifest in UTF-8");
    }

    /** Takes over a text as if it stood in the file. */
    public Outcome load(String now) throws InterruptedException {
        Manifest manifest = ManifestReader.read(file, now);
        // Half of a file that is being edited is not what anybody means. At the start there is nothing better than half.
        if (gate.state().running() != null && manifest.problems().stream().anyMatch(ManifestSource::isNotYaml)) {
            return new Outcome(false, manifest.problems());
        }
        LoadBalancerManifest chosen = chosen(manifest);
        if (chosen == null) {
            return refused(manifest.problems(), choice(manifest));
        }
        return remembered(now, chosen, translate(chosen, manifest));
    }

    /** Takes over a text that has no mistake; one that has is not taken over at all, nor where a port of it cannot be bound. */
    public Outcome loadWhole(String now) throws InterruptedException {
        Manifest manifest = ManifestReader.read("(sent)", now);
        LoadBalancerManifest chosen = chosen(manifest);
        if (chosen == null || !manifest.problems().isEmpty()) {
            return refused(manifest.problems(), chosen == null ? choice(manifest) : List.of());
        }
        Translation translation = Translator.translate(chosen.spec(), inputs(chosen, manifest));
        if (!translation.problems().isEmpty()) {
            return new Outcome(false, chosen.inFile(translation.problems()));
        }
        Answer answer = gate.offer(new Offer.Written(translation.snapshot()));
        return answer instanceof Nack nack
                ? new Outcome(false, nack.problems())
                : remembered(now, chosen, new Outcome(true, List.of()));
    }

    private Outcome remembered(String now, LoadBalancerManifest chosen, Outcome outcome) {
        if (outcome.taken()) {
            taken = now;
            running = chosen;
        }
        return outcome;
    }

    /** Null where there is none, or several. */
    private @Nullable LoadBalancerManifest chosen(Manifest manifest) {
        List<LoadBalancerManifest> candidates = manifest.loadBalancers().stream()
                .filter(each -> wanted.isEmpty() || each.name().equals(wanted))
                .toList();
        return candidates.size() == 1 ? candidates.getFirst() : null;
    }

    private Inputs inputs(LoadBalancerManifest chosen, Manifest manifest) {
        return Inputs.of("ballast://local/" + chosen.name(), Place.Standalone, manifest).withSessionKey(sessionKey);
    }

    /** For as long as the process runs: on a laptop nobody else has to read what it has signed. */
    private static Sensitive newKey() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return new Sensitive(HexFormat.of().formatHex(random));
    }

    private Outcome translate(LoadBalancerManifest chosen, Manifest manifest) throws InterruptedException {
        Translation translation = Translator.translate(chosen.spec(), inputs(chosen, manifest));
        List<Problem> problems = new ArrayList<>(manifest.problems());
        problems.addAll(chosen.inFile(translation.problems()));
        return offer(chosen, translation, Set.of(), problems);
    }

    /** What ran before of the same LoadBalancer. */
    private @Nullable Snapshot before(Translation translation) {
        RunningSnapshot running = gate.state().running();
        return running != null && running.snapshot().owner().equals(translation.snapshot().owner()) ? running.snapshot() : null;
    }

    /**
     * What has become bad stays as it was, and so does a listener whose port is taken: without it the rest is offered again, at most once for each listener.
     *
     * @param portless names of listeners whose ports are taken
     */
    private Outcome offer(LoadBalancerManifest chosen, Translation translation, Set<String> portless, List<Problem> problems)
            throws InterruptedException {
        Set<String> broken = new TreeSet<>(chosen.brokenListeners());
        broken.addAll(portless);
        Unread unread = new Unread(broken, chosen.brokenBackends());
        Translation rest = new Translation(translation.snapshot().without(portless), translation.problems());
        Snapshot good = LastGood.keep(chosen.spec().listeners(), unread, rest, before(translation)).snapshot();
        if (good.listeners().isEmpty()) {
            return new Outcome(false, problems.stream().distinct().toList());
        }
        Answer answer = gate.offer(new Offer.Written(good));
        if (!(answer instanceof Nack nack)) {
            return new Outcome(true, problems.stream().distinct().toList());
        }
        Set<String> more = new TreeSet<>(portless);
        for (Problem problem : nack.problems()) {
            Matcher listener = LISTENER.matcher(problem.path());
            if (problem.reason() == Reason.PortUnavailable && listener.matches()) {
                String name = listener.group(1);
                more.add(name);
                problems.addAll(chosen.inFile(List.of(new Problem(
                        "spec.listeners[" + indexOf(chosen.spec(), name) + "].port", problem.reason(), problem.message()))));
            } else {
                problems.add(problem.at(new Location(file, 1, 1)));
            }
        }
        return more.equals(portless) ? new Outcome(false, problems) : offer(chosen, translation, more, problems);
    }

    private static int indexOf(LoadBalancerSpec spec, String listener) {
        return spec.listeners().stream().map(each -> each.name()).toList().indexOf(listener);
    }

    private List<Problem> choice(Manifest manifest) {
        String names = manifest.loadBalancers().stream().map(LoadBalancerManifest::name).collect(Collectors.joining(", "));
        if (manifest.loadBalancers().isEmpty()) {
            return List.of();
        }
        return List.of(
                wanted.isEmpty()
                        ? atTop("holds several LoadBalancers (" + names + "): expected one, or --name to choose one")
                        : atTop("holds no LoadBalancer \"" + wanted + "\": expected one of " + names));
    }

    private Problem atTop(String message) {
        return new Problem("", Reason.Malformed, message, new Location(file, 1, 1));
    }

    private static boolean isNotYaml(Problem problem) {
        return problem.reason() == Reason.Malformed && problem.path().isEmpty();
    }

    private static Outcome refused(Problem problem) {
        return new Outcome(false, List.of(problem));
    }

    private static Outcome refused(List<Problem> some, List<Problem> more) {
        List<Problem> all = new ArrayList<>(some);
        all.addAll(more);
        return new Outcome(false, all);
    }
}
