package dev.ballast.toolbox.compat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.toolbox.check.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A configuration file of an older balancer, on its way to a LoadBalancer. Each field that is read is taken out; what is left at the end has no
 * counterpart, and is named.
 */
final class Conversion {
    private final Draft draft;
    private final boolean resolve;
    private final List<String> missing = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> sections = new HashSet<>();

    private Conversion(String name, boolean resolve) {
        this.draft = new Draft(name);
        this.resolve = resolve;
    }

    /**
     * What came of it.
     *
     * @param manifest a LoadBalancer in YAML
     * @param missing what has no counterpart, each with its field
     * @param notes what a person should know
     */
    record Result(String manifest, List<String> missing, List<String> notes) {}

    /**
     * @param name of the LoadBalancer
     * @param resolve whether names become the addresses that they have now
     * @throws IllegalArgumentException when it is none of the formats that are known
     */
    static Result of(String text, String name, boolean resolve) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("is neither YAML nor JSON: " + broken.getOriginalMessage(), broken);
        }
        Conversion conversion = new Conversion(name, resolve);
        Written file = new Written(root, "", conversion.missing);
        if (file.has("frontends")) {
            new WithFrontends(conversion).read(file);
        } else if (file.has("backends") && file.has("routing")) {
            new WithRouting(conversion).read(file);
        } else if (file.has("backends") || file.has("servers")) {
            conversion.note("what this format looks like is a guess: check each field");
            new Guessed(conversion).read(file);
        } else {
            throw new IllegalArgumentException("is none of the formats that are known: expected frontends and backends, or listener, backends and routing");
        }
        return conversion.result(file);
    }

    private Result result(Written file) {
        file.nameWhatIsLeft();
        if (draft.listeners() == 0) {
            missing.add("frontends: none is there: expected at least one with a port");
        }
        if (draft.endpoints() == 0) {
            missing.add("backends: none is left: expected at least one with an address and a port");
        }
        // What this version does not do is left out, so that what is printed can be used as it is.
        for (String section : sections.stream().sorted(Comparator.reverseOrder()).toList()) {
            List<Problem> problems = Check.problems(draft.yaml(), Place.Standalone);
            problems.stream().filter(problem -> isAt(problem, section)).findFirst().ifPresent(problem -> {
                draft.without(section);
                missing.add(section + ": " + problem.message());
            });
        }
        // Who pipes it on is told now rather than there; what stands in no list of theirs was named by the field of theirs.
        Check.problems(draft.yaml(), Place.Cluster).stream()
                .filter(problem -> !empty(problem))
                .forEach(problem -> missing.add(problem.path() + ": " + problem.message()));
        return new Result(draft.yaml(), List.copyOf(missing), List.copyOf(notes));
    }

    private boolean empty(Problem problem) {
        return draft.endpoints() == 0 && problem.path().equals("spec.backends[0].endpoints")
                || draft.listeners() == 0 && problem.path().equals("spec.listeners");
    }

    private static boolean isAt(Problem problem, String section) {
        return problem.path().equals(section) || problem.path().startsWith(section + ".") || problem.path().startsWith(section + "[");
    }

    Draft draft() {
        return draft;
    }

    /** The section may be one that this version does not do. */
    void attempt(String section) {
        sections.add(section);
    }

    void note(String text) {
        notes.add(text);
    }

    void lacks(String field, String why) {
        missing.add(field + ": " + why);
    }

    /** @param field for a complaint */
    void endpoint(String field, String host, int port, int weight) {
        if (host.isEmpty()) {
            lacks(field, "is missing: expected an address");
            return;
        }
        String address = host;
        if (!Address.literal(host)) {
            if (!resolve) {
                lacks(field, "\"" + host + "\" is a name: expected an address, or --resolve to write the one that it has now");
                return;
            }
            try {
                address = new Address(host, port).resolved();
            } catch (IllegalArgumentException unknown) {
                lacks(field, String.valueOf(unknown.getMessage()));
                return;
            }
            note(field + ": " + host + " is " + address + " now, and will not be looked up again");
        }
        var endpoint = draft.endpoint(address, port);
        if (weight != 1) {
            endpoint.put("weight", weight);
        }
    }

    /** @param listener whose {@code host} is the address that it binds */
    void bindAddress(Written listener) {
        String host = listener.text("host");
        if (!host.isEmpty() && !host.equals("0.0.0.0")) {
            lacks(listener.at("host"), "a manifest binds every address: give ballast run --bind-address " + host);
        }
    }

    /** @param field for a complaint */
    void algorithm(String field, String name) {
        if (!name.isEmpty()) {
            Algorithms.named(name).ifPresentOrElse(draft::algorithm, () -> lacks(field, "\"" + name + "\" is no algorithm that is known here"));
        }
    }
}
