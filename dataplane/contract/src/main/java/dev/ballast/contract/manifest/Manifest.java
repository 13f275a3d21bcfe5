package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import java.util.List;

/**
 * What a file holds: its good documents, and every complaint about the rest.
 *
 * @param loadBalancers in the order of the file; a part of one that was complained about is left out of its spec
 * @param unread how many LoadBalancers are not among them, because they have no name or spec that can be read, or the name of another one
 * @param secrets in the order of the file
 * @param configMaps in the order of the file
 * @param problems each with its place in the file
 */
public record Manifest(
        List<LoadBalancerManifest> loadBalancers,
        int unread,
        List<SecretManifest> secrets,
        List<ConfigMapManifest> configMaps,
        List<Problem> problems) {
    public Manifest {
        loadBalancers = List.copyOf(loadBalancers);
        secrets = List.copyOf(secrets);
        configMaps = List.copyOf(configMaps);
        problems = List.copyOf(problems);
    }
}
