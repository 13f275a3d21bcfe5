package dev.ballast.operator.controller.identity;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/**
 * Every name of what is made for one LoadBalancer. All end in {@code -ballast} or hold {@code -ballast-}, so that they meet nothing that a
 * user or a Helm release calls by the LoadBalancer's own name.
 *
 * @param namespace of the LoadBalancer, and of everything made for it
 * @param name of the LoadBalancer, at most 45 characters
 * @param uid of the LoadBalancer
 */
public record Names(String namespace, String name, String uid) {
    public static Names of(HasMetadata loadBalancer) {
        var metadata = loadBalancer.getMetadata();
        return new Names(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    /** Of the Deployment, the traffic Service, the ServiceAccount and the PodDisruptionBudget. */
    public String dataplane() {
        return name + "-ballast";
    }

    public String bootSecret() {
        return name + "-ballast-boot";
    }

    public String tlsSecret() {
        return name + "-ballast-tls";
    }

    public String metricsService() {
        return name + "-ballast-metrics";
    }

    /** Whom a snapshot is for, and the URI name in a pod's certificate: {@code ballast://<namespace>/<uid>}. */
    public String owner() {
        return "ballast://" + namespace + "/" + uid;
    }

    /** The only label that is ever selected by. */
    public Map<String, String> selector() {
        return Map.of(Labels.LOAD_BALANCER, name);
    }

    /** The selector as a query. */
    public String selectorText() {
        return Labels.LOAD_BALANCER + "=" + name;
    }

    /** What makes an object ours, and lets the API server remove it with its LoadBalancer. No finalizer: a namespace goes with the operator gone. */
    public OwnerReference ownerReference() {
        return new OwnerReferenceBuilder()
                .withApiVersion("ballast.dev/v1alpha1")
                .withKind("LoadBalancer")
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }

    /** Whether the object carries our ownerReference. One that does not is never touched, whatever its name and labels. */
    public boolean own(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream().anyMatch(owner -> uid.equals(owner.getUid()));
    }
}
