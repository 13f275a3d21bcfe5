package dev.ballast.contract.manifest;

import java.util.Map;

/** The Service that carries the traffic to the dataplane pods. */
@Doc("The Service that carries the traffic to the pods.")
public record TrafficServiceSpec(
        @Doc("Type of the Service.") @Default("LoadBalancer") Type type,
        @Doc("Local keeps the client's address and sends traffic only to nodes that hold a pod.") @Default("Cluster") ExternalTrafficPolicy externalTrafficPolicy,
        @Doc("Annotations of the Service, such as a cloud asks for.") @Items(max = 64) Map<String, String> annotations) {
    public TrafficServiceSpec {
        type = type == null ? Type.LoadBalancer : type;
        externalTrafficPolicy = externalTrafficPolicy == null ? ExternalTrafficPolicy.Cluster : externalTrafficPolicy;
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }

    /** As Kubernetes has them. */
    public enum Type {
        ClusterIP,
        NodePort,
        LoadBalancer
    }

    /** As Kubernetes has them. */
    public enum ExternalTrafficPolicy {
        Cluster,
        Local
    }
}
