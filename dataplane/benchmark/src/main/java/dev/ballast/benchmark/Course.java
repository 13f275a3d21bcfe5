package dev.ballast.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process used in the course of a long load: its beginning, middle and end, each the median of a third of the samples, so that no single moment
 * decides.
 *
 * @param samples in their order, at least three
 */
record Course(List<Sample> samples) {
    /** A larger live heap than at the beginning by more than this is one that grows: a tenth of it, and what a table that doubles once may take. */
    private static final double GROWTH = 1.1;

    private static final double ONCE_MIB = 0.5;

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    Course {
        samples = List.copyOf(samples);
        if (samples.size() < 3) {
            throw new IllegalArgumentException(samples.size() + " samples: expected at least 3");
        }
    }

    /**
     * One moment.
     *
     * @param liveMiB what a collection has left of the heap
     * @param descriptors that are open
     */
    record Sample(double liveMiB, double residentMiB, int descriptors) {}

    /**
     * Of what {@code jcmd GC.class_histogram} says, which counts what is alive.
     *
     * @throws IllegalArgumentException when it says something else
     */
    static long liveBytes(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalArgumentException("not a histogram of classes:\n" + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    Sample begin() {
        return median(samples.subList(0, samples.size() / 3));
    }

    Sample middle() {
        return median(samples.subList(samples.size() / 3, samples.size() - samples.size() / 3));
    }

    Sample end() {
        return median(samples.subList(samples.size() - samples.size() / 3, samples.size()));
    }

    boolean heapGrows() {
        return end().liveMiB > begin().liveMiB * GROWTH + ONCE_MIB;
    }

    private static Sample median(List<Sample> some) {
        return new Sample(median(some, Sample::liveMiB), median(some, Sample::residentMiB), (int) median(some, Sample::descriptors));
    }

    private static double median(List<Sample> some, ToDoubleFunction<Sample> figure) {
        return some.stream().map(each -> figure.applyAsDouble(each)).sorted(Comparator.naturalOrder()).toList().get(some.size() / 2);
    }
}
