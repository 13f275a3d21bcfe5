package dev.ballast.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void keepsSomeBackAndGivesTwoToEachConnection() {
        assertThat(OpenFiles.connections(20_000)).isEqualTo(9_936);
        assertThat(OpenFiles.connections(1_024)).isEqualTo(448);
        assertThat(OpenFiles.connections(64)).isEqualTo(1);
        assertThat(OpenFiles.connections(Long.MAX_VALUE)).isEqualTo(1_000_000);
    }
}
