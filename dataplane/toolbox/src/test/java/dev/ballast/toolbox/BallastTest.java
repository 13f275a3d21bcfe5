package dev.ballast.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BallastTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ballast =
            Ballast.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @ValueSource(strings = {"run", "stats", "check", "compat", "convert", "echo", "load"})
    void everyCommandHelpsWithExamples(String command) {
        assertThat(ballast.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Examples:").contains("ballast " + command + " ");
        assertThat(out.toString().lines())
                .as("examples are whole, and can be pasted")
                .contains(Objects.requireNonNull(ballast.getSubcommands().get(command)).getCommandSpec().usageMessage().footer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "compat http --version", "load -V"})
    void everyCommandSaysTheVersion(String line) {
        assertThat(ballast.execute(line.split(" "))).isZero();
        assertThat(out.toString()).matches("(?s)ballast [0-9].*Java 25.*");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(ballast.execute("help")).isZero();
        assertThat(out.toString()).contains("Usage: ballast ", "generate-completion");
        assertThat(Ballast.commandLine("help", "run").setOut(new PrintWriter(out)).execute("help", "run")).isZero();
        assertThat(out.toString()).contains("--backend", "http:PORT");
    }

    @Test
    void helpShowsNoDefaultWhereThereIsNone() {
        assertThat(ballast.execute("pod", "--help")).isZero();
        assertThat(out.toString()).contains("BALLAST_OWNER").doesNotContainPattern("Default: *\n");
    }

    @Test
    void aWordMayBeWrittenSmall() {
        assertThat(ballast.execute("run", "--listen", "8080", "--backend", "3001", "--algorithm", "roundrobin", "--print")).isZero();
        assertThat(out.toString()).contains("type: RoundRobin");
    }

    @Test
    void aShellCanCompleteEveryCommand() {
        assertThat(ballast.execute("generate-completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_ballast").contains("generate-completion").contains("--health-check-interval").contains("--expect-header");
    }

    @Test
    void makesOnlyTheCommandThatIsNamed() {
        assertThat(Ballast.commandLine("run", "my.yaml").getSubcommands()).containsOnlyKeys("run");
        assertThat(Ballast.commandLine("generate-completion").getSubcommands()).containsKeys("run", "pod", "load", "generate-completion");
        assertThat(Ballast.commandLine("rum").getSubcommands()).hasSameSizeAs(ballast.getSubcommands());
    }

    @ParameterizedTest(name = "ballast{0}")
    @CsvSource(delimiter = '|', value = {"''| Usage: ballast ", "compat| optimized", "compat optimised| Did you mean: ballast compat optimized?", "chek| Did you mean: ballast check?", "rn| Did you mean: ballast run?"})
    void withoutACommandThatItKnowsItIsUsedWronglyAndSaysWhichThereAre(String line, String said) {
        assertThat(line.isEmpty() ? ballast.execute() : ballast.execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "load --url http://127.0.0.1:1/ --connections 0 | --connections: 0: expected 1 to 10000",
                "load --url ftp://x/                            | \"ftp://x/\" is not a URL",
                "load --url tcp://127.0.0.1                     | expected http://host[:port]/path, https://… or tcp://host:port",
                "load --url http://127.0.0.1:1/ --duration soon | \"soon\" is not a duration",
                "load --url http://127.0.0.1:1/ --header x      | --header: x: expected NAME: VALUE",
                "load                                           | --url",
                "load --url http://127.0.0.1:1/ --streams 5     | --streams: 5: expected --http2 beside it",
                "load --url http://127.0.0.1:1/ --http2 --streams 0 | --streams: 0: expected 1 to 1000",
                "load --url tcp://127.0.0.1:1 --http2           | cannot be asked over HTTP/2",
                "run --listen 8080 --backend 3001 --algorithm Fastest | expected one of [RoundRobin, LeastRequest",
                "stats --admin nowhere                          | --admin: nowhere: expected HOST:PORT",
                "stats --json --watch                           | mutually exclusive",
                "run x.yaml --admin-address 0.0.0.0             | --admin-address: 0.0.0.0 is not loopback: expected --admin-token-file too",
                "run x.yaml --admin-token-file /nowhere         | --admin-token-file: there is no file /nowhere",
                "convert /nowhere.yaml                          | /nowhere.yaml: there is no such file: expected YAML or JSON",
                "convert x --name Shop                          | --name: Shop: expected a DNS-1035 label",
                "echo --http 70000                              | --http: 70000: expected 0 to 65535",
                "echo --http 127.0.0.1:many                     | --http: 127.0.0.1:many: expected [ADDRESS:]PORT",
                "echo --status 99                               | --status: 99: expected 200 to 599",
                "echo --header x                                | \"x\" is not a header",
                "echo --delay 5                                 | \"5\" is not a duration",
            })
    void wrongUseNamesTheOptionTheValueAndWhatWasExpected(String line, String message) {
        assertThat(ballast.execute(line.split(" +"))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(err.toString().lines()).as("no screenful of usage").hasSizeLessThanOrEqualTo(2);
    }
}
