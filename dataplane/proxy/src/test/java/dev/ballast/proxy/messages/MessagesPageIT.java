package dev.ballast.proxy.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about malformed messages is true of us, and we are the strictest on it. {@code -Dmessages=write} writes it anew. */
class MessagesPageIT {
    @BeforeAll
    static void write(@TempDir Path directory) throws IOException {
        if ("write".equals(System.getProperty("messages"))) {
            MessagesPage.write(directory);
        }
    }

    private static List<Case> cases() throws IOException {
        return Stream.concat(Case.requests().stream(), Case.answers().stream()).toList();
    }

    /** RFC 9110, 9.3.7: sound, and forwarded by HAProxy; nginx knows no asterisk. */
    private static final String ASKS_THE_SERVER = "* for OPTIONS";

    @Test
    void it_tells_of_every_case_what_is_expected_of_us() throws IOException {
        assertThat(MessagesPage.rows())
                .extracting(row -> row.name() + ": " + row.outcomes().getFirst())
                .containsExactlyElementsOf(cases().stream().map(each -> each.name() + ": " + each.expected()).toList());
    }

    @Test
    void nobody_refuses_what_we_let_through() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (MessagesPage.Row row : MessagesPage.rows()) {
            assertThat(row.outcomes()).as("HAProxy and nginx at least, and we").hasSizeGreaterThanOrEqualTo(3);
            if (!Verdict.refused(row.outcomes().getFirst()) && !row.name().equals(ASKS_THE_SERVER)) {
                all.assertThat(row.outcomes()).as(row.name()).noneMatch(Verdict::refused);
            }
        }
        all.assertAll();
    }

    @Test
    void nobody_can_be_made_to_see_another_message_than_we_were_sent() throws IOException {
        assertThat(MessagesPage.rows()).noneMatch(row -> Verdict.dangerous(row.outcomes().getFirst()));
    }
}
