package dev.ballast.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReasonLogTest {
    private final Telemetry telemetry = new Telemetry();
    private final Counters<ProcessEvent> process = telemetry.process(1);
    private final ReasonLog log = new ReasonLog(telemetry.registry(), Duration.ofSeconds(10));

    @Test
    void saysWhatWasRefusedSinceItWasLastSaidTheMostFirst() {
        assertThat(log.news()).isEmpty();
        process.add(0, ProcessEvent.CONNECTION_REFUSED, 3);
        process.add(0, ProcessEvent.CONNECTION_REFUSED_FOR_MEMORY, 12);

        assertThat(log.news()).isEqualTo("connections.refused Memory: 12, connections.refused ConnectionLimit: 3");
        assertThat(log.news()).isEmpty();

        process.count(0, ProcessEvent.CONNECTION_REFUSED);
        assertThat(log.news()).isEqualTo("connections.refused ConnectionLimit: 1");
    }

    @Test
    void saysNothingOfWhatIsNoRefusal() {
        process.count(0, ProcessEvent.CONNECTION_CUT);

        assertThat(log.news()).isEmpty();
    }
}
