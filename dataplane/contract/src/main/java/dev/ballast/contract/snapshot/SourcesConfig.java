package dev.ballast.contract.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a listener's clients are, and which of them are let in.
 *
 * @param allowed ranges, each as {@link Cidr} reads it; empty: everybody
 * @param forwarded whom to believe about clients; absent: nobody
 */
public record SourcesConfig(List<String> allowed, @Nullable ForwardedForConfig forwarded) {
    public SourcesConfig {
        allowed = List.copyOf(allowed);
    }

    /**
     * Those in front of us, who write {@code X-Forwarded-For}.
     *
     * @param trusted their ranges; empty where they are counted
     * @param hops how many they are; 0 where they are known by their ranges
     */
    public record ForwardedForConfig(List<String> trusted, int hops) {
        public ForwardedForConfig {
            trusted = List.copyOf(trusted);
        }
    }
}
