package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.ClientIPSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Cidr;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.SourcesConfig.ForwardedForConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who a listener's clients are, and which are let in. A range that is none is left out: then fewer are let in, or believed. */
final class Sources {
    private Sources() {}

    /** Whether the listener must not be listened on without them. */
    static boolean asked(ListenerSpec listener) {
        return listener.allowedSourceRanges() != null || forwarded(listener) != null;
    }

    /** Empty when nothing was asked for, or when nobody would be let in or believed. */
    static Optional<SourcesConfig> config(String path, ListenerSpec listener, Consumer<Problem> problems) {
        List<String> allowed = ranges(path + ".allowedSourceRanges", listener.allowedSourceRanges(), problems);
        ClientIPSpec client = forwarded(listener);
        ForwardedForConfig forwarded = client == null
                ? null
                : new ForwardedForConfig(
                        ranges(path + ".clientIP.trustedCIDRs", client.trustedCIDRs(), problems), client.trustedHops() == null ? 0 : client.trustedHops());
        boolean nobodyLetIn = listener.allowedSourceRanges() != null && allowed.isEmpty();
        boolean nobodyBelieved = forwarded != null && forwarded.hops() == 0 && forwarded.trusted().isEmpty();
        return !asked(listener) || nobodyLetIn || nobodyBelieved ? Optional.empty() : Optional.of(new SourcesConfig(allowed, forwarded));
    }

    private static @Nullable ClientIPSpec forwarded(ListenerSpec listener) {
        ClientIPSpec client = listener.clientIP();
        return client != null && client.type() == ClientIPSpec.Type.XForwardedFor ? client : null;
    }

    private static List<String> ranges(String path, @Nullable List<String> written, Consumer<Problem> problems) {
        List<String> usable = new ArrayList<>();
        for (int i = 0; written != null && i < written.size(); i++) {
            String range = written.get(i);
            if (Cidr.parse(range).isPresent()) {
                usable.add(range);
            } else {
                problems.accept(new Problem(
                        path + "[" + i + "]",
                        Reason.InvalidValue,
                        "\"" + range + "\" is not a range of addresses: expected such as 10.0.0.0/8, with zeros behind the prefix"));
            }
        }
        return usable;
    }
}
