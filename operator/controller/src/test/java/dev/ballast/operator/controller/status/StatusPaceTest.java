package dev.ballast.operator.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.operator.api.LoadBalancerStatus;
import dev.ballast.operator.controller.status.StatusPace.Decision;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPaceTest {
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final StatusPace pace = new StatusPace(null);

    @Test
    void theFirstIsWrittenAndTheSameIsNot() {
        assertThat(pace.decide(status(1, "True"), now)).isEqualTo(new Decision.Now());
        pace.wrote(status(1, "True"), now);

        assertThat(pace.decide(status(1, "True"), now.plusSeconds(60))).isEqualTo(new Decision.Nothing());
    }

    @Test
    void countsWaitAndConditionsDoNot() {
        pace.wrote(status(1, "True"), now);

        assertThat(pace.decide(status(2, "True"), now.plusSeconds(2))).isEqualTo(new Decision.Later(Duration.ofSeconds(3)));
        assertThat(pace.decide(status(2, "True"), now.plusSeconds(5))).isEqualTo(new Decision.Now());
        assertThat(pace.decide(status(1, "False"), now.plusMillis(1))).isEqualTo(new Decision.Now());
    }

    @Test
    void whatAnOperatorBeforeWroteIsNotWrittenAgain() {
        assertThat(new StatusPace(status(1, "True")).decide(status(1, "True"), now)).isEqualTo(new Decision.Nothing());
    }

    @Test
    void whatTheApiServerRefusedIsDueAgain() {
        pace.wrote(status(1, "True"), now);
        pace.failed();

        assertThat(pace.decide(status(1, "True"), now)).isEqualTo(new Decision.Now());
    }

    private static LoadBalancerStatus status(int readyReplicas, String programmed) {
        Condition condition = new ConditionBuilder().withType("Programmed").withStatus(programmed).withReason("x").build();
        return new LoadBalancerStatus(1L, List.of(), 2, readyReplicas, "", null, List.of(), List.of(), List.of(condition));
    }
}
