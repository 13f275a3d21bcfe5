package dev.ballast.proxy.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code messages.md}: what becomes of every case here, and with others. */
final class MessagesPage {
    static final Path FILE = Path.of("messages.md");
    private static final int PATIENCE_MILLIS = 500;
    private static final Pattern ROW = Pattern.compile("\\| (.*?) \\| `(.*)` \\| (.*?) \\| (.*?) \\|");

    /** A case as the page has it: its name, and what becomes of it, ours first. */
    record Row(String name, List<String> outcomes) {}

    private MessagesPage() {}

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readString(FILE).lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                List<String> outcomes = new ArrayList<>(List.of(row.group(3)));
                outcomes.addAll(List.of(row.group(4).split(" \\| ", -1)));
                rows.add(new Row(row.group(1), outcomes));
            }
        }
        return rows;
    }

    /** Asks every peer that is installed, and writes the page. */
    static void write(Path directory) throws IOException {
        Map<Peer, Map<Case, String>> outcomes = new LinkedHashMap<>();
        for (Peer peer : Peer.values()) {
            if (peer.installed()) {
                Path own = Files.createDirectory(directory.resolve(peer.name()));
                outcomes.put(peer, ask(peer, own));
            }
        }
        Files.writeString(FILE, page(outcomes));
    }

    private static Map<Case, String> ask(Peer peer, Path directory) throws IOException {
        Map<Case, String> outcomes = new LinkedHashMap<>();
        for (Case request : Case.requests()) {
            outcomes.put(request, alone(peer, directory, (port, endpoint) -> Outcome.ofRequest(request, port, endpoint, PATIENCE_MILLIS)));
        }
        for (Case answer : Case.answers()) {
            outcomes.put(answer, alone(peer, directory, (port, endpoint) -> Outcome.ofAnswer(answer, port, endpoint, PATIENCE_MILLIS)));
        }
        return outcomes;
    }

    private interface Asking {
        Outcome ask(int port, Recorder endpoint) throws IOException;
    }

    /** With a process of its own for each case, so that no case leaves anything to the next. */
    private static String alone(Peer peer, Path directory, Asking asking) throws IOException {
        try (Recorder endpoint = new Recorder();
                Peer.Instance proxy = peer.start(directory, endpoint.port())) {
            return asking.ask(proxy.port(), endpoint).words;
        }
    }

    private static String page(Map<Peer, Map<Case, String>> outcomes) throws IOException {
        StringBuilder page = new StringBuilder("""
                # Malformed and ambiguous messages

                What Ballast does with them, and what others do with the same octets. `¶` is CR LF, `✂` the end of the connection, `{a*9}` nine times `a`; the
                rest is as in [requests.txt](src/test/resources/messages/requests.txt) and [answers.txt](src/test/resources/messages/answers.txt), from which
                every build sends each case to Ballast (`MessagesIT`). Written, with those of HAProxy, nginx and Envoy that are on the `PATH`, by

                    mvn -pl dataplane/proxy -am verify -Dtest=NoneTest -Dit.test=MessagesPageIT -Dmessages=write \\
                      -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

                Every case is followed by a sound request. `goes on`: that one is answered although the case was refused; `closes`, `waits`: it is not, although
                nothing was refused; `(n at the endpoint)`: a strict endpoint sees n requests in what it was sent, which is not what was answered;
                `ambiguous`: endpoints that are lenient in some usual way see another number of requests, or other bodies, than a strict one;
                `cut`: the client sees that the answer breaks off; `poisoned`: the next request gets what is not its answer. The peers have their defaults;
                Envoy has what its documentation advises for the edge, and speaks no HTTP/1.0 (`426`).

                """);
        page.append("Of ").append(Case.requests().size()).append(" requests and ").append(Case.answers().size()).append(" answers:\n\n");
        page.append("| | refused or cut | passed on, though refused here | ambiguous, poisoned, or another number at the endpoint |\n|---|---|---|---|\n");
        Map<String, Map<Case, String>> columns = new LinkedHashMap<>();
        columns.put("Ballast", ours());
        for (Map.Entry<Peer, Map<Case, String>> peer : outcomes.entrySet()) {
            columns.put(peer.getKey() + " " + peer.getKey().version(), peer.getValue());
        }
        columns.forEach((name, all) -> page.append("| ").append(name).append(" | ").append(count(all, Verdict::refused))
                .append(" | ").append(all.entrySet().stream().filter(one -> Verdict.refused(one.getKey().expected()) && !Verdict.refused(one.getValue())).count())
                .append(" | ").append(count(all, Verdict::dangerous)).append(" |\n"));
        tables(page, "Requests", Case.requests(), columns);
        tables(page, "Answers", Case.answers(), columns);
        return page.toString();
    }

    private static Map<Case, String> ours() throws IOException {
        Map<Case, String> ours = new LinkedHashMap<>();
        Case.requests().forEach(each -> ours.put(each, each.expected()));
        Case.answers().forEach(each -> ours.put(each, each.expected()));
        return ours;
    }

    private static long count(Map<Case, String> outcomes, java.util.function.Predicate<String> what) {
        return outcomes.values().stream().filter(what).count();
    }

    private static void tables(StringBuilder page, String title, List<Case> cases, Map<String, Map<Case, String>> columns) {
        String section = "";
        page.append("\n## ").append(title).append("\n");
        for (Case each : cases) {
            if (!each.section().equals(section)) {
                section = each.section();
                page.append("\n### ").append(section).append("\n\n| | octets | ").append(String.join(" | ", columns.keySet())).append(" |\n|---|---|");
                page.append("---|".repeat(columns.size())).append("\n");
            }
            page.append("| ").append(each.name()).append(" | `").append(each.written()).append("` |");
            columns.values().forEach(all -> page.append(" ").append(all.get(each)).append(" |"));
            page.append("\n");
        }
    }
}
