package dev.ballast.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private final List<String> heard = new ArrayList<>();
    private final Reading reading = new Reading(new Reading.Switch() {
        @Override
        public void pauseReading() {
            heard.add("paused");
        }

        @Override
        public void resumeReading() {
            heard.add("resumed");
        }
    });

    @Test
    void goesOnWhenTheLastHoldIsTakenBack() {
        reading.hold(Hold.PEER_FULL);
        reading.hold(Hold.PIPELINE);
        reading.release(Hold.PEER_FULL);
        assertThat(reading.held()).isTrue();
        assertThat(heard).containsExactly("paused");
        reading.release(Hold.PIPELINE);
        assertThat(reading.held()).isFalse();
        assertThat(heard).containsExactly("paused", "resumed");
    }

    @Test
    void countsTheSameReasonOnce() {
        reading.hold(Hold.NO_PEER);
        reading.hold(Hold.NO_PEER);
        reading.release(Hold.NO_PEER);
        reading.release(Hold.NO_PEER);
        assertThat(heard).containsExactly("paused", "resumed");
    }
}
