package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Problem.Location;
import dev.ballast.contract.problem.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Where everything stands in a document, and what was complained about so far. */
final class Places {
    private static final Pattern STEP = Pattern.compile("[^.\\[]+|\\[\\d+]");

    private final String file;
    private final Map<String, Location> locations = new HashMap<>();
    private final Map<String, List<Integer>> kept = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Places(String file) {
        this.file = file;
    }

    void complain(Node node, String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message, location(file, node.getStartMark())));
    }

    void complain(Problem problem) {
        problems.add(problem);
    }

    List<Problem> problems() {
        return problems;
    }

    int complaints() {
        return problems.size();
    }

    void remember(String path, Node node) {
        locations.put(path, location(file, node.getStartMark()));
    }

    /** Which elements of a list live, by their indices in the file. */
    void kept(String path, List<Integer> indices) {
        kept.put(path, List.copyOf(indices));
    }

    /** From a path in the spec to the path in the file, and its line. */
    Problem inFile(Problem problem) {
        StringBuilder path = new StringBuilder();
        @Nullable Location location = locations.get("");
        for (Matcher step = STEP.matcher(problem.path()); step.find(); ) {
            if (step.group().startsWith("[")) {
                int index = Integer.parseInt(step.group().substring(1, step.group().length() - 1));
                List<Integer> indices = kept.getOrDefault(path.toString(), List.of());
                path.append('[').append(index < indices.size() ? indices.get(index) : index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.group());
            }
            location = locations.getOrDefault(path.toString(), location);
        }
        return new Problem(path.toString(), problem.reason(), problem.message(), location);
    }

    static Location location(String file, @Nullable Mark mark) {
        return mark == null ? new Location(file, 1, 1) : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
