package dev.ballast.toolbox.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final Duration LONG = Duration.ofHours(9_999);

    @Test
    void theShareIsThatOfTheTimeWhereTheTimeIsKnown() {
        ProgressBar bar = new ProgressBar(Duration.ofSeconds(10), 0, false);
        assertThat(bar.draw(new Progress(2.5, 30_000, 0, 12_345.6, 1))).isEqualTo("\r\033[K[#####---------------]  25 %  12,346/s  0 failed  0:08 left");
        assertThat(bar.draw(new Progress(12, 99_000, 0, 10, 1))).as("the last requests take longer").contains("100 %").endsWith("0:00 left");
    }

    @Test
    void theShareIsThatOfTheRequestsWhereTheirNumberIsKnown() {
        ProgressBar bar = new ProgressBar(LONG, 1_000, false);
        assertThat(bar.draw(new Progress(60, 500, 3, 8, 1))).contains("[##########----------]  50 %").contains("3 failed").endsWith("1:00 left");
        assertThat(bar.draw(new Progress(1, 0, 0, 0, 0))).as("nothing has ended yet").contains("   0 %");
    }

    @Test
    void whereBothAreKnownWhateverComesFirstEndsIt() {
        ProgressBar bar = new ProgressBar(Duration.ofSeconds(100), 1_000, false);
        assertThat(bar.draw(new Progress(10, 900, 0, 90, 1))).contains("90 %").endsWith("0:01 left");
        assertThat(bar.draw(new Progress(50, 10, 0, 1, 1))).contains("50 %").endsWith("0:50 left");
    }

    @Test
    void failuresAreRedOnlyWhereColoursAreWanted() {
        Progress progress = new Progress(5, 10, 2, 2, 1);
        assertThat(new ProgressBar(Duration.ofSeconds(10), 0, true).draw(progress)).contains("\033[31m2 failed\033[0m").contains("\033[32m##########\033[0m");
        assertThat(new ProgressBar(Duration.ofSeconds(10), 0, false).draw(progress)).doesNotContain("\033[3");
    }

    @Test
    void aLongLoadFitsOnATerminal() {
        assertThat(new ProgressBar(LONG, 0, false).draw(new Progress(1, 9_999_999, 9_999_999, 9_999_999, 1)).substring("\r\033[K".length()))
                .hasSizeLessThan(80)
                .endsWith("9998:59:59 left");
    }
}
