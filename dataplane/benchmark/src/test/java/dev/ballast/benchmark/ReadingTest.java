package dev.ballast.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final String WRK =
            """
            Running 2s test @ http://127.0.0.1:18081/
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.20ms    0.60ms  20.00ms   95.99%
                Req/Sec    53.00k     1.00k   55.00k    70.00%
              Latency Distribution
                 50%    1.10ms
                 99%    3.05ms
              106000 requests in 2.00s, 15.00MB read
            """;

    @Test
    void readsWhatWrkSays() {
        assertThat(WrkReport.of(WRK + "Requests/sec:  53000.10\n")).isEqualTo(new WrkReport(106_000, 0, 53_000.1, "3.05ms"));
    }

    @Test
    void takesFailuresOffTheRequests() {
        String failing = WRK + "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 6000\nRequests/sec:  53000.10\n";
        assertThat(WrkReport.of(failing)).isEqualTo(new WrkReport(100_000, 6_010, 53_000.1, "3.05ms"));
    }

    @Test
    void refusesWhatIsNotAReport() {
        assertThatThrownBy(() -> WrkReport.of("unable to connect")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("unable to connect");
    }

    @Test
    void readsTheTicksBehindANameWithBlanksAndBrackets() {
        String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 2000 0 0 0 123 45 0 0 20 0 14 0 100 1 2";
        assertThat(ProcessorTime.ticks(stat)).isEqualTo(new ProcessorTime.Used(1_230_000, 450_000));
    }

    @Test
    void readsWhatH2loadSays() {
        String output =
                """
                finished in 3.00s, 17064.33 req/s, 2.42MB/s
                requests: 17064 total, 17066 started, 17060 done, 17059 succeeded, 1 failed, 2 errored, 3 timeout
                status codes: 17050 2xx, 9 3xx, 1 4xx, 0 5xx
                """;
        assertThat(H2LoadReport.of(output)).isEqualTo(new H2LoadReport(17_059, 6, 17_064.33));
        assertThatThrownBy(() -> H2LoadReport.of("Protocol: error")).hasMessageContaining("not a report of h2load");
    }

    @Test
    void takesTheMiddleOfRounds() {
        assertThat(CpuRow.median(new double[] {1, 2, 9})).isEqualTo(2);
        assertThat(CpuRow.median(new double[] {1, 2, 4, 9})).isEqualTo(3);
    }
}
