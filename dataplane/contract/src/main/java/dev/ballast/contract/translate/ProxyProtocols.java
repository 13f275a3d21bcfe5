package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.ProxyProtocolSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Cidr;
import dev.ballast.contract.snapshot.ListenerConfig.ProxyProtocolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who connects for a listener's clients. A range that is none is left out and believes nobody. */
final class ProxyProtocols {
    private ProxyProtocols() {}

    /** Whether a header is read at all: a listener for which it cannot be must not take its clients for what they are not. */
    static boolean asked(@Nullable ProxyProtocolSpec spec) {
        return spec != null && spec.mode() != ProxyProtocolSpec.Mode.Disabled;
    }

    /** Empty when none is read, or when nobody is left whose header could be believed. */
    static Optional<ProxyProtocolConfig> config(String path, @Nullable ProxyProtocolSpec spec, Consumer<Problem> problems) {
        if (spec == null || !asked(spec) || spec.trustedCIDRs() == null) {
            return Optional.empty();
        }
        List<String> usable = new ArrayList<>();
        for (int i = 0; i < spec.trustedCIDRs().size(); i++) {
            String range = spec.trustedCIDRs().get(i);
            if (Cidr.parse(range).isPresent()) {
                usable.add(range);
            } else {
                problems.accept(new Problem(
                        path + ".trustedCIDRs[" + i + "]",
                        Reason.InvalidValue,
                        "\"" + range + "\" is not a range of addresses: expected such as 10.0.0.0/8, with zeros behind the prefix"));
            }
        }
        return usable.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProxyProtocolConfig(spec.mode() == ProxyProtocolSpec.Mode.Required, usable));
    }
}
