package dev.ballast.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.Test;

/** The check that all tests stand under can fail. */
class NoLeaksTest {
    @Test
    void aBufferThatNobodyGivesBackIsFound() {
        ByteBuf kept = PooledByteBufAllocator.DEFAULT.heapBuffer(16);

        assertThatThrownBy(LeakPresenceDetector::check).isInstanceOf(IllegalStateException.class);
        assertThat(kept.refCnt()).isOne(); // Given back after it was found, it would count as one too many.
    }
}
