package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.EndpointsMessage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** New endpoints on top of a snapshot. */
final class Patch {
    private Patch() {}

    /** Backends that the message names and the snapshot does not have. */
    static List<Problem> strangers(Snapshot base, EndpointsMessage message) {
        Set<String> known = base.backends().stream().map(BackendConfig::name).collect(Collectors.toSet());
        return message.backends().keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .map(name -> new Problem(
                        "backends",
                        Reason.UnknownReference,
                        "there is no backend \"" + name + "\": expected one of " + known.stream().sorted().toList()))
                .toList();
    }

    static Snapshot apply(Snapshot base, EndpointsMessage message) {
        List<BackendConfig> backends = base.backends().stream()
                .map(backend -> {
                    List<EndpointConfig> endpoints = message.backends().get(backend.name());
                    return endpoints == null ? backend : backend.withEndpoints(endpoints);
                })
                .toList();
        return base.withBackends(backends);
    }
}
