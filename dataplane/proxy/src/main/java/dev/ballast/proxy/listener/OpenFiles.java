package dev.ballast.proxy.listener;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The limit of open files, from which the number of connections follows. */
final class OpenFiles {
    /** Kept back for jars, logs, the channel, probes and the loops themselves. */
    private static final long RESERVED = 128;

    private static final long WHERE_UNKNOWN = 4096;

    private OpenFiles() {}

    /** Client connections that can be carried: each may need a second descriptor for its endpoint. */
    static int connections() {
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : WHERE_UNKNOWN;
        return connections(files);
    }

    static int connections(long files) {
        return Math.clamp((files - RESERVED) / 2, 1, 1_000_000);
    }
}
