package dev.ballast.proxy.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.tls.HandshakeFailure;
import dev.ballast.traffic.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code REASONS.md} has every word, with the sentence that stands at it in the source. {@code -Dreasons=write} writes it anew.
 */
class ReasonsPageTest {
    private static final Path PAGE = Path.of("REASONS.md");
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path TRAFFIC = Path.of("..", "traffic").resolve(SOURCES);
    private static final String HEAD = """
            # Every reason

            Whatever is refused or fails has one of these words: the answer begins with it, the access log has it as `reason`, the metric as its label. Made from the
            sources, where the sentences stand:

            ```sh
            mvn -pl dataplane/proxy -am test -Dtest=ReasonsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dreasons=write
            ```
            """;

    @Test
    void thePageHasEveryWord() throws IOException {
        String page = HEAD
                + table(
                        "Requests and sessions that failed", "`ballast_failures_total`; the side says whose doing it is",
                        "| reason | status | side | tried again | what |\n|---|---|---|---|---|\n", TRAFFIC, Reason.class,
                        reason -> "%d | %s | %s".formatted(
                                Reply.to(reason.failure()).status(), reason.side().name().toLowerCase(Locale.ROOT), again(reason.advice())))
                + flaws()
                + words("Rules of HTTP/2 that peers break", "`ballast_http2_breaches_total`", Breach.class)
                + words("TLS handshakes that fail", "`ballast_handshake_failures_total`", HandshakeFailure.class)
                + words("Headers of the PROXY protocol that are refused", "`ballast_proxy_headers_refused_total`", ProxyHeaderFlaw.class);
        if ("write".equals(System.getProperty("reasons"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "").isEqualTo(page);
    }

    private static String again(Reason.Advice advice) {
        return switch (advice) {
            case ALWAYS -> "yes";
            case IF_IDEMPOTENT -> "if idempotent";
            case NEVER -> "no";
        };
    }

    private static String flaws() {
        return "\n## Messages that are refused\n\n`ballast_messages_refused_total`; 502 where an endpoint sent it.\n\n| reason | status | what |\n|---|---|---|\n"
                + Arrays.stream(Flaw.values())
                        .map(flaw -> "| `%s` | %d | %s |\n".formatted(flaw, flaw.status(), flaw.message()))
                        .collect(joining());
    }

    private static <E extends Enum<E>> String words(String title, String metric, Class<E> words) throws IOException {
        return table(title, metric, "| reason | what |\n|---|---|\n", SOURCES, words, word -> "");
    }

    private static <E extends Enum<E>> String table(
            String title, String metric, String columns, Path sources, Class<E> words, Function<E, String> more) throws IOException {
        String source = Files.readString(sources.resolve(words.getName().replace('.', '/') + ".java"));
        StringBuilder table = new StringBuilder("\n## " + title + "\n\n" + metric + ".\n\n" + columns);
        for (E word : words.getEnumConstants()) {
            String cells = more.apply(word);
            table.append("| `").append(word).append("` | ").append(cells).append(cells.isEmpty() ? "" : " | ").append(sentence(source, word.name())).append(" |\n");
        }
        return table.toString();
    }

    private static String sentence(String source, String word) {
        Matcher found = Pattern.compile("/\\*\\* ([^\\n]*) \\*/\\n    " + word + "\\b").matcher(source);
        return found.find() ? found.group(1).replaceAll("\\{@link (?:\\w+)?#?(\\w+)}", "$1") : "";
    }
}
