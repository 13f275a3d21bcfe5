package dev.ballast.proxy.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done without, and when. */
class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(1000);

    @ParameterizedTest
    @CsvSource({
        "0, NONE", "799, NONE", "800, SHORT_IDLE", "849, SHORT_IDLE", "850, NO_KEEP_ALIVE", "899, NO_KEEP_ALIVE",
        "900, RESET_LARGEST", "949, RESET_LARGEST", "950, REFUSE_NEW", "1000, REFUSE_NEW", "9999, REFUSE_NEW",
    })
    void each_step_has_its_share(long used, Shortage shortage) {
        assertThat(budget.used(used)).isEqualTo(shortage);
    }

    @Test
    void a_step_is_left_two_points_below_it() {
        assertThat(budget.used(950)).isEqualTo(Shortage.REFUSE_NEW);
        assertThat(budget.used(930)).isEqualTo(Shortage.REFUSE_NEW);
        assertThat(budget.used(929)).isEqualTo(Shortage.RESET_LARGEST);
        assertThat(budget.used(940)).as("back only at its own share").isEqualTo(Shortage.RESET_LARGEST);
        assertThat(budget.used(880)).isEqualTo(Shortage.RESET_LARGEST);
        assertThat(budget.used(780)).isEqualTo(Shortage.SHORT_IDLE);
        assertThat(budget.used(779)).isEqualTo(Shortage.NONE);
        assertThat(budget.used(799)).isEqualTo(Shortage.NONE);
    }

    @Test
    void what_is_to_be_given_back_leads_below_the_step_before() {
        assertThat(budget.excess(900)).isEqualTo(50);
        assertThat(budget.excess(1000)).isEqualTo(150);
        assertThat(budget.excess(100)).isZero();
    }

    @Test
    void a_large_budget_does_not_overflow() {
        assertThat(new MemoryBudget(Long.MAX_VALUE).used(Long.MAX_VALUE / 2)).isEqualTo(Shortage.NONE);
        assertThatThrownBy(() -> new MemoryBudget(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("budget of 0 bytes");
    }

    @Test
    void idle_times_become_a_quarter() {
        MemoryPressure pressure = new MemoryPressure();
        assertThat(pressure.idleMillis(60_000)).isEqualTo(60_000);
        pressure.now(Shortage.SHORT_IDLE);
        assertThat(pressure.idleMillis(60_000)).isEqualTo(15_000);
        assertThat(pressure.idleMillis(0)).as("no limit").isZero();
        pressure.now(Shortage.REFUSE_NEW);
        assertThat(pressure.idleMillis(60_000)).isEqualTo(15_000);
    }
}
