package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a backend after a change: those that live go on with what they have learnt, others are born, and some are left out.
 *
 * @param endpoints all, in the order of the configurations
 * @param fresh those of them that are new
 * @param left those that lived and are not among them
 */
record Succession(List<Endpoint> endpoints, List<Endpoint> fresh, Collection<Endpoint> left) {
    /** Gives the living their new configurations, and makes the others. Config worker only. */
    static Succession of(List<Endpoint> before, List<EndpointConfig> stated, PolicyConfig policy, Function<EndpointConfig, Endpoint> birth) {
        Map<String, Endpoint> left = HashMap.newHashMap(before.size());
        before.forEach(endpoint -> left.put(endpoint.id(), endpoint));
        List<Endpoint> endpoints = new ArrayList<>(stated.size());
        List<Endpoint> fresh = new ArrayList<>();
        for (EndpointConfig each : stated) {
            EndpointConfig config = TopologyConfig.used(policy.topology(), each);
            Endpoint living = sameAddress(left.get(config.id()), config);
            if (living != null) {
                left.remove(config.id());
                living.reconfigure(config);
                endpoints.add(living);
            } else {
                Endpoint born = birth.apply(config);
                endpoints.add(born);
                fresh.add(born);
            }
        }
        return new Succession(List.copyOf(endpoints), fresh, left.values());
    }

    private static @Nullable Endpoint sameAddress(@Nullable Endpoint living, EndpointConfig config) {
        boolean same = living != null
                && living.config().port() == config.port()
                && living.config().address().equals(config.address());
        return same ? living : null;
    }
}
