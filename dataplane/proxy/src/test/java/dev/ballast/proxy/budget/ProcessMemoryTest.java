package dev.ballast.proxy.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as used. */
class ProcessMemoryTest {
    @TempDir
    Path proc;

    @Test
    void own_pages_and_those_of_sockets_less_what_the_pool_does_not_use() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nVmRSS:\t  200000 kB\nRssAnon:\t  100000 kB\nRssFile:\t  100000 kB\n");
        Files.writeString(proc.resolve("net/sockstat"), "sockets: used 181\nTCP: inuse 66 orphan 0 tw 3489 alloc 163 mem 1000\nUDP: inuse 0 mem 7\n");
        assertThat(memory(2_400_000).used()).isEqualTo(100_000 * 1024L + 1000 * 4096L - 2_400_000);
    }

    @Test
    void what_the_jvm_knows_of_where_the_kernel_does_not_tell() {
        Runtime jvm = Runtime.getRuntime();
        assertThat(memory(0).used()).isGreaterThanOrEqualTo(jvm.totalMemory() - jvm.freeMemory());
    }

    @Test
    void this_machine_has_more_than_this_process_uses() {
        ProcessMemory memory = new ProcessMemory(() -> 0);
        assertThat(memory.used()).isBetween(1L, memory.budget());
    }

    /** With a budget so small that the heap's share of it decides nothing. */
    private ProcessMemory memory(long unusedInPool) {
        return new ProcessMemory(proc, () -> unusedInPool, 1);
    }
}
