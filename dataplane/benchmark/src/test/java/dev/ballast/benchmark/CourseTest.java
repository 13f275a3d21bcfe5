package dev.ballast.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.benchmark.Course.Sample;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static Course of(double... live) {
        return new Course(Arrays.stream(live).mapToObj(mib -> new Sample(mib, 100, 80)).toList());
    }

    @Test
    void aThirdIsItsMedian() {
        Course course = of(7, 99, 8, 8, 1, 9, 9, 10, 50);
        assertThat(course.begin().liveMiB()).isEqualTo(8);
        assertThat(course.middle().liveMiB()).isEqualTo(8);
        assertThat(course.end().liveMiB()).isEqualTo(10);
    }

    @Test
    void aHeapThatSwingsDoesNotGrow() {
        assertThat(of(8, 9, 8, 9, 8, 9, 8, 9, 8).heapGrows()).isFalse();
        assertThat(of(8, 8, 8, 9, 9, 9, 9.2, 9.2, 9.2).heapGrows()).isFalse();
        assertThat(of(8, 9, 10).begin().liveMiB()).isEqualTo(8);
    }

    @Test
    void aHeapThatBecomesLargerGrows() {
        assertThat(of(8, 8, 8, 9, 9, 9, 9.4, 9.4, 9.4).heapGrows()).isTrue();
    }

    @Test
    void twoSamplesAreNoCourse() {
        assertThatThrownBy(() -> of(8, 9)).hasMessage("2 samples: expected at least 3");
    }

    @Test
    void readsHowMuchIsAlive() {
        String histogram =
                """
                42:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         52338        2898472  [B (java.base@25.0.3)
                   2:         12345         901234  java.lang.Class (java.base@25.0.3)
                Total        302338        8898472
                """;
        assertThat(Course.liveBytes(histogram)).isEqualTo(8_898_472);
        assertThatThrownBy(() -> Course.liveBytes("42: No such process")).isInstanceOf(IllegalArgumentException.class);
    }
}
