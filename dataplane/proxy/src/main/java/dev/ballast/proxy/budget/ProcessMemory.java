package dev.ballast.proxy.budget;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of this process. Its budget is the limit of its cgroup, or what the machine has where there is none.
 *
 * <p>Used is what the kernel cannot take back: the process's own pages and the buffers of its sockets, from {@code /proc}. Pages of files do not
 * count, nor what the pool of buffers keeps and does not use. Where the kernel does not tell, it is what the JVM knows of. The heap has a limit of
 * its own: when it is nearer to that, the share of it that its last full collection found alive decides.
 */
public final class ProcessMemory implements Memory {
    private static final Pattern OWN_PAGES = Pattern.compile("^RssAnon:\\s+(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern SOCKET_PAGES = Pattern.compile("^TCP: .*\\bmem (\\d+)", Pattern.MULTILINE);
    private static final long PAGE = 4096;

    private final Path proc;
    private final LongSupplier unusedInPool;
    private final long budget;
    private final List<MemoryPoolMXBean> old;

    /** @param unusedInPool bytes that the pool of buffers has taken from the system and does not use */
    public ProcessMemory(LongSupplier unusedInPool) {
        this(Path.of("/proc"), unusedInPool, ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize());
    }

    /** @param proc where the kernel's files are */
    ProcessMemory(Path proc, LongSupplier unusedInPool, long budget) {
        this.proc = proc;
        this.unusedInPool = unusedInPool;
        this.budget = budget;
        this.old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().matches(".*(Tenured|Old).*"))
                .toList();
    }

    @Override
    public long budget() {
        return budget;
    }

    @Override
    public long used() {
        OptionalLong own = number("self/status", OWN_PAGES);
        long bytes = own.isPresent() ? own.getAsLong() * 1024 + number("net/sockstat", SOCKET_PAGES).orElse(0) * PAGE : known();
        return Math.max(bytes - unusedInPool.getAsLong(), (long) (heapShare() * budget));
    }

    private OptionalLong number(String file, Pattern where) {
        try {
            Matcher found = where.matcher(Files.readString(proc.resolve(file)));
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    private long known() {
        MemoryMXBean jvm = ManagementFactory.getMemoryMXBean();
        return jvm.getHeapMemoryUsage().getCommitted() + jvm.getNonHeapMemoryUsage().getCommitted();
    }

    private double heapShare() {
        double most = 0;
        for (MemoryPoolMXBean pool : old) {
            MemoryUsage alive = pool.getCollectionUsage();
            if (alive != null && alive.getMax() > 0) {
                most = Math.max(most, (double) alive.getUsed() / alive.getMax());
            }
        }
        return most;
    }
}
