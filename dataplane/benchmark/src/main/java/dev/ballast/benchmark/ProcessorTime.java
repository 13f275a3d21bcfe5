package dev.ballast.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** User and system time of processes, from Linux' {@code /proc}. */
final class ProcessorTime {
    /** A tick of {@code /proc/PID/stat} is 10 ms on every Linux that people run (USER_HZ is 100). */
    private static final double MICROS_PER_TICK = 10_000;

    private ProcessorTime() {}

    /** What a process and all its descendants have used so far, to 10 ms. */
    static Used used(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(each -> ticks(stat(each.pid())))
                .reduce(new Used(0, 0), Used::plus);
    }

    /**
     * Processor time in microseconds.
     *
     * @param user in the process itself
     * @param system in the kernel on its behalf
     */
    record Used(double user, double system) {
        double all() {
            return user + system;
        }

        Used plus(Used other) {
            return new Used(user + other.user, system + other.system);
        }

        Used since(Used before) {
            return new Used(user - before.user, system - before.system);
        }

        Used over(double units) {
            return new Used(user / units, system / units);
        }
    }

    /** Resident memory of a process and its descendants; pages that they share count for each. */
    static long residentKiB(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).mapToLong(each -> residentKiB(each.pid())).sum();
    }

    static long residentMiB(ProcessHandle process) {
        return residentKiB(process) / 1024;
    }

    /** utime and stime: fields 14 and 15. The second field, the name, may hold blanks and brackets, so the count begins behind it. */
    static Used ticks(String stat) {
        if (stat.isEmpty()) {
            return new Used(0, 0);
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new Used(Long.parseLong(fields[11]) * MICROS_PER_TICK, Long.parseLong(fields[12]) * MICROS_PER_TICK);
    }

    private static String stat(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "stat"));
    }

    private static long residentKiB(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "status")).lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
