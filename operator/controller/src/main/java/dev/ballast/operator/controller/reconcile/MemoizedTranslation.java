package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.BackendTlsSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Translation;
import dev.ballast.contract.translate.Translator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates, and skips that where only endpoints have moved since the last time: parsing certificates and checking rules is what costs, and
 * endpoints are what moves. Owned by the one reconcile of its LoadBalancer that is under way.
 */
final class MemoizedTranslation {
    private static final ServiceState.Found PRESENT = new ServiceState.Found(List.of());

    private @Nullable Key key;
    private @Nullable Translation translation;

    /** Everything but endpoints. */
    private record Key(long generation, Inputs inputs) {}

    Translation translate(LoadBalancerSpec spec, long generation, Inputs inputs) {
        Key next = new Key(generation, inputs.withServices(withoutEndpoints(inputs.services())));
        if (translation == null || !next.equals(key)) {
            key = next;
            translation = Translator.translate(spec, inputs);
            return translation;
        }
        return new Translation(withEndpoints(translation.snapshot(), spec, inputs.services()), translation.problems());
    }

    private static Map<ServicePort, ServiceState> withoutEndpoints(Map<ServicePort, ServiceState> services) {
        Map<ServicePort, ServiceState> bare = new HashMap<>();
        services.forEach((port, state) -> bare.put(port, state instanceof ServiceState.Found ? PRESENT : state));
        return bare;
    }

    private static Snapshot withEndpoints(Snapshot snapshot, LoadBalancerSpec spec, Map<ServicePort, ServiceState> services) {
        Map<String, List<EndpointConfig>> discovered = new HashMap<>();
        for (BackendSpec backend : spec.backends()) {
            // One with two sources was refused, and has no endpoints.
            if (backend.service() != null
                    && backend.endpoints() == null
                    && services.get(new ServicePort(backend.service().name(), backend.service().port()))
                            instanceof ServiceState.Found found) {
                discovered.put(backend.name(), found.endpoints());
            }
        }
        List<BackendConfig> backends = snapshot.backends().stream()
                .map(backend -> withheld(backend, spec) ? backend : backend.withEndpoints(discovered.getOrDefault(backend.name(), backend.endpoints())))
                .toList();
        return snapshot.withBackends(backends);
    }

    /** Where TLS is asked for and cannot be done there are no endpoints: nothing may be sent without it. */
    private static boolean withheld(BackendConfig backend, LoadBalancerSpec spec) {
        boolean secured = backend.connecting() != null && backend.connecting().tls() != null;
        return !secured
                && spec.backends().stream()
                        .filter(each -> each.name().equals(backend.name()))
                        .anyMatch(each -> each.tls() != null && each.tls().mode() != BackendTlsSpec.Mode.Disabled);
    }
}
