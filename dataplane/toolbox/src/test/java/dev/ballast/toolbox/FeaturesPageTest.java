package dev.ballast.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page of all features stays true: every test that it names exists, and every command that it shows is one. */
class FeaturesPageTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|E2E|Contract))`");
    private static final Pattern COMMAND = Pattern.compile("ballast ([a-z]+(?: (?:tcp|http|optimized)(?= |`))?)([^`|]*)");
    private static final Pattern OPTION = Pattern.compile("(?<= )--?[a-z][-a-z0-9]*");

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("examples").resolve("FEATURES.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| feature") && !line.startsWith("| field"))
                .toList();
    }

    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String half : new String[] {"dataplane", "operator"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(half))) {
                files.filter(file -> file.toString().contains("/src/test/java/") && file.toString().endsWith(".java"))
                        .map(file -> file.getFileName().toString().replace(".java", ""))
                        .forEach(tests::add);
            }
        }
        return tests;
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher name = TEST.matcher(Files.readString(ROOT.resolve("examples").resolve("FEATURES.md")));
        while (name.find()) {
            named.add(name.group(1));
        }
        assertThat(named).hasSizeGreaterThan(50).isSubsetOf(tests());
    }

    @Test
    void everyRowNamesATestOrSaysThatItIsNotBuilt() throws IOException {
        String page = Files.readString(ROOT.resolve("examples").resolve("FEATURES.md"));
        Set<String> notBuilt = page.substring(page.indexOf("## Not built")).lines().collect(Collectors.toSet());
        assertThat(rows())
                .hasSizeGreaterThan(70)
                .filteredOn(row -> !notBuilt.contains(row))
                .allSatisfy(row -> assertThat(TEST.matcher(row).find() || row.contains("not built")).as(row).isTrue());
    }

    @Test
    void everyCommandThatIsShownIsOne() throws IOException {
        CommandLine ballast = Ballast.commandLine();
        for (String row : rows()) {
            Matcher shown = COMMAND.matcher(row);
            while (shown.find()) {
                CommandLine command = ballast;
                for (String name : shown.group(1).split(" ")) {
                    assertThat(command.getSubcommands()).as("ballast " + shown.group(1)).containsKey(name);
                    command = Objects.requireNonNull(command.getSubcommands().get(name));
                }
                Set<String> options = command.getCommandSpec().optionsMap().keySet();
                Matcher option = OPTION.matcher(shown.group(2));
                while (option.find()) {
                    assertThat(options).as(row).contains(option.group());
                }
            }
        }
    }
}
