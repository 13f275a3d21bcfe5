package dev.ballast.contract.snapshot;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a dataplane of this version can do, in the words of {@link Snapshot#features()}. A snapshot names what it needs, so that a dataplane that
 * is older refuses it instead of running half of it.
 */
public final class Features {
    /** Every feature of this version, in order. */
    public static final Set<String> SUPPORTED = supported();

    private Features() {}

    /** A listener speaks this. */
    public static String of(ListenerConfig.Protocol protocol) {
        return "protocol/" + protocol;
    }

    /** A backend chooses so. */
    public static String of(BackendConfig.Algorithm algorithm) {
        return "algorithm/" + algorithm;
    }

    private static Set<String> supported() {
        return Collections.unmodifiableSet(Stream.concat(
                        Arrays.stream(ListenerConfig.Protocol.values()).map(Features::of),
                        Arrays.stream(BackendConfig.Algorithm.values()).map(Features::of))
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll));
    }
}
