package dev.ballast.traffic.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredHeadTest {
    private static StoredHead head(String... namesAndValues) {
        StoredHead.Builder builder = new StoredHead.Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    private static List<String> lines(StoredHead head) {
        return IntStream.range(0, head.count())
                .mapToObj(i -> new String(head.octets(), head.nameStart(i), head.valueStart(i) - head.nameStart(i), US_ASCII)
                        + ": "
                        + new String(head.octets(), head.valueStart(i), head.valueEnd(i) - head.valueStart(i), US_ASCII))
                .toList();
    }

    @Test
    void lines_of_a_field_are_one_value() {
        StoredHead head = head("Vary", "a", "X", "", "vary", "b");
        assertThat(head.get("vary")).isEqualTo("a, b");
        assertThat(head.get("x")).isEmpty();
        assertThat(head.get("y")).isNull();
        assertThat(lines(head)).containsExactly("Vary: a", "X: ", "vary: b");
        assertThat(head().count()).isZero();
    }

    @Test
    void a_304_replaces_what_it_says_but_for_what_is_about_the_content() {
        StoredHead stored = head("ETag", "1", "Content-Type", "text/plain", "Link", "a", "Link", "b", "Date", "then");
        StoredHead since = head("date", "now", "Link", "c", "Content-Type", "text/html", "Content-Encoding", "gzip", "Set-Cookie", "mine=1");
        assertThat(lines(stored.freshened(since))).containsExactly("ETag: 1", "Content-Type: text/plain", "date: now", "Link: c");
    }

    @Test
    void there_may_be_many_fields() {
        String[] many = IntStream.range(0, 200).mapToObj(i -> i % 2 == 0 ? "n" + i : "v" + i).toArray(String[]::new);
        assertThat(head(many).count()).isEqualTo(100);
        assertThat(head(many).get("n198")).isEqualTo("v199");
    }
}
