package dev.ballast.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.transport.ManualTime;
import org.junit.jupiter.api.Test;

/** A client that sends its body too slowly is noticed, and nobody else: 30 s without an octet, 3,000 octets in 30 s. */
class BodyWatchTest {
    private final ManualTime time = new ManualTime();
    private final Reading reading = new Reading(new Reading.Switch() {
        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}
    });
    private int tooSlow;
    private final BodyWatch watch = new BodyWatch(time.deadlines(), reading, HttpLimits.standard(), () -> tooSlow++);

    @Test
    void notices_a_client_that_sends_nothing() {
        watch.begin();
        time.pass(29_900);
        assertThat(tooSlow).isZero();
        time.pass(200);
        assertThat(tooSlow).isEqualTo(1);
        time.pass(1_000_000);
        assertThat(tooSlow).as("told once").isEqualTo(1);
    }

    @Test
    void notices_a_client_that_stops() {
        watch.begin();
        watch.arrived(1_000_000);
        time.pass(10_000);
        watch.arrived(1_000_000);
        time.pass(29_900);
        assertThat(tooSlow).isZero();
        time.pass(200);
        assertThat(tooSlow).isEqualTo(1);
    }

    @Test
    void notices_a_client_that_drips() {
        watch.begin();
        for (int second = 0; second < 30; second++) {
            watch.arrived(99);
            time.pass(1_000);
        }
        time.pass(100);
        assertThat(tooSlow).isEqualTo(1);
    }

    @Test
    void notices_a_client_that_drips_after_a_fast_beginning() {
        watch.begin();
        watch.arrived(1_000_000);
        for (int second = 0; second < 61; second++) {
            watch.arrived(1);
            time.pass(1_000);
        }
        assertThat(tooSlow).isEqualTo(1);
    }

    @Test
    void lets_a_slow_line_be() {
        watch.begin();
        for (int minute = 0; minute < 60; minute++) {
            watch.arrived(3_100);
            time.pass(15_000);
            watch.arrived(3_100);
            time.pass(15_000);
        }
        assertThat(tooSlow).isZero();
    }

    @Test
    void blames_nobody_for_a_time_in_which_we_did_not_listen() {
        watch.begin();
        reading.hold(Hold.PEER_FULL);
        time.pass(1_000_000);
        assertThat(tooSlow).isZero();
        reading.release(Hold.PEER_FULL);
        watch.arrived(1);
        time.pass(29_000);
        watch.arrived(1);
        assertThat(tooSlow).as("some of the period was ours").isZero();
        time.pass(60_100);
        assertThat(tooSlow).isEqualTo(1);
    }

    @Test
    void ends_with_the_body() {
        watch.begin();
        watch.arrived(10);
        watch.end();
        time.pass(1_000_000);
        assertThat(tooSlow).isZero();
    }
}
