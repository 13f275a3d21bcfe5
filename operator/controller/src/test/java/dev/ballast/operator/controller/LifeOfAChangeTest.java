package dev.ballast.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page says by real names how a change goes through the operator; whoever changes the way changes the page. */
class LifeOfAChangeTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z]+)`");

    @Test
    void everyClassOnThePageExists() throws IOException {
        Set<String> named = names(section(Files.readString(Path.of("../README.md"))));

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(classes()).containsAll(named);
    }

    @Test
    void everyClassOfTheWayIsOnThePage() throws IOException {
        Set<String> named = names(section(Files.readString(Path.of("../README.md"))));

        assertThat(named).contains("LoadBalancerReconciler", "Gather", "Dependents", "Publisher", "DeliveryLedger", "StatusReport");
    }

    private static String section(String page) {
        int begin = page.indexOf("## Life of a change");
        return page.substring(begin, page.indexOf("\n## ", begin + 1));
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher matcher = NAME.matcher(text); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        // The test's own name, and the resource's.
        names.removeAll(Set.of("LifeOfAChangeTest", "LoadBalancer"));
        return names;
    }

    private static Set<String> classes() throws IOException {
        Path own = Path.of("src/main/java");
        Path contract = Path.of("../../dataplane/contract").resolve(own);
        try (var ours = Files.walk(own); var shared = Files.walk(contract)) {
            return Stream.concat(ours, shared).map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
