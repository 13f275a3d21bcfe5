package dev.ballast.proxy.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message of the tables in {@code messages/requests.txt} and {@code messages/answers.txt}.
 *
 * @param expected what becomes of it here
 * @param written as it stands in the table
 */
record Case(String section, String name, String expected, String written) {
    /** The connection ends behind the message. */
    private static final char END = '✂';

    private static final Map<String, String> WORDS = Map.of(
            "{CHUNKED}", "POST / HTTP/1.1¶Host: shop¶Transfer-Encoding: chunked¶¶",
            "{ANSWER}", "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶");
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]*)\\*(\\d+)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    static List<Case> requests() throws IOException {
        return read("/messages/requests.txt");
    }

    static List<Case> answers() throws IOException {
        return read("/messages/answers.txt");
    }

    private static List<Case> read(String table) throws IOException {
        try (InputStream in = Objects.requireNonNull(Case.class.getResourceAsStream(table), table)) {
            List<Case> cases = new ArrayList<>();
            String section = "";
            String[] head = {};
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                if (line.startsWith("## ")) {
                    section = line.substring(3);
                } else if (line.startsWith("    ")) {
                    cases.add(new Case(section, head[0], head[1], line.substring(4)));
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    head = line.split(" {2,}", 2);
                }
            }
            return cases;
        }
    }

    String octets() {
        String text = written;
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            text = text.replace(word.getKey(), word.getValue());
        }
        for (Matcher m = REPEATED.matcher(text); m.find(); m = REPEATED.matcher(text)) {
            text = text.substring(0, m.start()) + m.group(1).repeat(Integer.parseInt(m.group(2))) + text.substring(m.end());
        }
        text = text.replace("¶", "\r\n").replace(String.valueOf(END), "");
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(String.valueOf(octet(escape.group(1)))));
    }

    private static char octet(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case 's' -> ' ';
            case '0' -> '\0';
            case '\\' -> '\\';
            case 'x' -> (char) Integer.parseInt(escape.substring(1), 16);
            default -> throw new IllegalArgumentException("\\" + escape);
        };
    }

    byte[] bytes() {
        return octets().getBytes(ISO_8859_1);
    }

    /** Whether the sender ends the connection behind it. */
    boolean ends() {
        return written.indexOf(END) >= 0 || expected.equals("incomplete");
    }

    @Override
    public String toString() {
        return section + ": " + name;
    }
}
