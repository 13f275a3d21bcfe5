package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What is understood without picocli is understood as picocli does. */
class PlainCommandTest {
    private static final Map<String, String> NOTHING = Map.of();

    /** Other than each option's default. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("--owner", "ballast://shop/1"),
            Map.entry("--boot-dir", "/tmp/boot"),
            Map.entry("--tls-dir", "/tmp/tls"),
            Map.entry("--state-dir", "/tmp/state"),
            Map.entry("--operator-name", "ballast://another"),
            Map.entry("--bind-address", "127.0.0.1"),
            Map.entry("--channel-port", "1"),
            Map.entry("--probe-port", "2"),
            Map.entry("--admin-port", "3"),
            Map.entry("--admin-address", "::1"),
            Map.entry("--admin-token-file", "/tmp/token"),
            Map.entry("--push-wait", "1m30s"),
            Map.entry("--log-format", "Text"),
            Map.entry("--zone", "a"),
            Map.entry("--node", "one"),
            Map.entry("--name", "shop"),
            Map.entry("--drain-min", "1s"),
            Map.entry("--drain-timeout", "2s"));

    /** A whole manifest of options is for a person at a terminal, who does not wait for it. */
    private static final Set<String> PICOCLIS = Set.of("--help", "--version", "--listen", "--certificate", "--key", "--backend", "--algorithm", "--print");

    private static <T> void sameAsByPicocli(T command, List<String> arguments, BiFunction<List<String>, Map<String, String>, T> plain) {
        new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
        assertThat(plain.apply(arguments, NOTHING)).usingRecursiveComparison().ignoringFields("spec").isEqualTo(command);
    }

    private static List<OptionSpec> options(Object command) {
        return new CommandLine(command).getCommandSpec().options().stream().filter(option -> !PICOCLIS.contains(option.longestName())).toList();
    }

    @Test
    void everyOptionOfAPodMeansTheSame() {
        sameAsByPicocli(new PodCommand(), List.of("--owner", "x"), PodCommand::of);
        List<String> all = new ArrayList<>();
        for (OptionSpec option : options(new PodCommand())) {
            all.add(option.longestName() + "=" + VALUES.get(option.longestName()));
        }
        assertThat(all).hasSizeGreaterThan(10);
        sameAsByPicocli(new PodCommand(), all, PodCommand::of);
    }

    @Test
    void everyOptionOfARunMeansTheSame() {
        sameAsByPicocli(new RunCommand(), List.of("shop.yaml"), RunCommand::of);
        sameAsByPicocli(new RunCommand(), List.of("--watch", "--defer-accept", "--admin-port", "0", "shop.yaml"), RunCommand::of);
        List<String> all = new ArrayList<>(List.of("shop.yaml"));
        for (OptionSpec option : options(new RunCommand())) {
            if (option.negatable()) {
                all.add(option.longestName().replaceFirst("^--", "--no-"));
            } else {
                all.addAll(List.of(option.longestName(), VALUES.get(option.longestName())));
            }
        }
        assertThat(all).hasSizeGreaterThan(10);
        sameAsByPicocli(new RunCommand(), all, RunCommand::of);
    }

    @Test
    void whatTheEnvironmentSaysIsTakenWhereNothingElseIsGiven() {
        Map<String, String> pod = Map.of("BALLAST_OWNER", "ballast://shop/1", "BALLAST_ZONE", "a", "BALLAST_NODE", "one");
        assertThat(PodCommand.of(List.of("--zone", "b"), pod))
                .usingRecursiveComparison()
                .isEqualTo(PodCommand.of(List.of("--owner", "ballast://shop/1", "--zone", "b", "--node", "one"), NOTHING));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "pod", "pod --owner", "pod --owner x --help", "pod --owner x --owner y", "pod --owner x --admin-port 70000", "pod --owner x --push-wait 5",
        "pod --owner x --log-format text", "pod --owner x stray", "pod --owner -x", "run", "run x.yaml y.yaml", "run @x", "run x.yaml --rush", "run x.yaml -h",
        "run x.yaml --bind-address here", "run x.yaml --admin-address 0.0.0.0", "run x.yaml --admin-token-file /nowhere", "run --listen 80 --backend 81",
        "run x.yaml --", "stats", "help"
    })
    void whatIsNotPlainIsLeftToPicocli(String line) {
        assertThat(PlainCommand.of(NOTHING, line.isEmpty() ? new String[0] : line.split(" "))).isNull();
    }

    @Test
    void whatIsPlainIsNot() {
        assertThat(PlainCommand.of(NOTHING, "run", "x.yaml")).isNotNull();
        assertThat(PlainCommand.of(Map.of("BALLAST_OWNER", "x"), "pod")).isNotNull();
        assertThatThrownBy(() -> PodCommand.of(List.of(), NOTHING)).hasMessageContaining("--owner");
    }
}
