package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.RolloutConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final int INTERVAL = 30_000;

    private long millis;

    private Rollout from(int batch, String... names) {
        return new Rollout(new RolloutConfig(batch, INTERVAL), list(names), () -> TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static List<EndpointConfig> list(String... names) {
        return Arrays.stream(names).map(Configs::ready).toList();
    }

    private boolean after(long more, Rollout rollout, String... leftOut) {
        millis += more;
        return rollout.advance(List.of(leftOut)::contains);
    }

    private static List<String> used(Rollout rollout) {
        return rollout.effective().stream().map(EndpointConfig::id).toList();
    }

    @Test
    void newEndpointsComeInBatchesAndAsManyOldOnesGo() {
        Rollout rollout = from(2, "a", "b", "c", "d");
        rollout.want(list("a", "v", "w", "x", "y"));
        assertThat(used(rollout)).containsExactlyInAnyOrder("a", "v", "w", "d");
        assertThat(after(INTERVAL - 1, rollout)).isFalse();
        assertThat(after(1, rollout)).isTrue();
        assertThat(used(rollout)).containsExactlyInAnyOrder("a", "v", "w", "x", "y");
        assertThat(rollout.state()).as("the last ones are watched, too").isEqualTo(RolloutState.MOVING);
        assertThat(after(INTERVAL, rollout)).isFalse();
        assertThat(rollout.state()).isEqualTo(RolloutState.SETTLED);
    }

    @Test
    void allGoBackWhenANewOneIsLeftOutAndStayThereUntilAnotherListIsWanted() {
        Rollout rollout = from(1, "a", "b");
        rollout.want(list("v", "w"));
        assertThat(after(INTERVAL, rollout)).isTrue();
        assertThat(after(1, rollout, "w")).isTrue();
        assertThat(used(rollout)).containsExactly("a", "b");
        assertThat(rollout.state()).isEqualTo(RolloutState.ROLLED_BACK);
        rollout.want(list("v", "w"));
        assertThat(after(10 * INTERVAL, rollout)).as("the same list again is no other list").isFalse();
        assertThat(used(rollout)).containsExactly("a", "b");
        rollout.want(list("v", "x"));
        assertThat(used(rollout)).containsExactlyInAnyOrder("v", "b");
    }

    @Test
    void anOldOneThatIsLeftOutIsNoReason() {
        Rollout rollout = from(1, "a", "b");
        rollout.want(list("v", "b"));
        assertThat(after(1, rollout, "a", "b")).isFalse();
        assertThat(rollout.state()).isEqualTo(RolloutState.MOVING);
    }

    @Test
    void anotherListBeginsWithWhatIsUsed() {
        Rollout rollout = from(1, "a", "b", "c");
        rollout.want(list("v", "w", "x"));
        assertThat(used(rollout)).containsExactlyInAnyOrder("v", "b", "c");
        rollout.want(list("a", "b", "c"));
        assertThat(used(rollout)).as("back, in one batch").containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void moreAndFewerComeAndGoInBatchesToo() {
        Rollout rollout = from(1, "a");
        rollout.want(list("a", "b", "c"));
        assertThat(used(rollout)).containsExactly("a", "b");
        after(INTERVAL, rollout);
        assertThat(used(rollout)).containsExactly("a", "b", "c");
        after(INTERVAL, rollout);
        rollout.want(list("c"));
        assertThat(used(rollout)).containsExactly("c", "b");
        after(INTERVAL, rollout);
        assertThat(used(rollout)).containsExactly("c");
    }

    @Test
    void weightsAreTakenOverAtOnce() {
        Rollout rollout = from(1, "a", "b");
        rollout.want(List.of(ready("a", 7), ready("b", 1)));
        assertThat(rollout.state()).isEqualTo(RolloutState.SETTLED);
        assertThat(rollout.effective().getFirst().weight()).isEqualTo(7);
        rollout.want(List.of(ready("a", 3), ready("v", 1)));
        assertThat(rollout.effective()).containsExactlyInAnyOrder(ready("a", 3), ready("v", 1));
    }
}
