package dev.ballast.operator.controller.identity;

import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations. */
public final class Labels {
    /** The LoadBalancer's name, on everything made for it; the one label that is selected by. */
    public static final String LOAD_BALANCER = "ballast.dev/loadbalancer";

    /** On Secrets of ours: {@code boot} or {@code tls}. Watches of Secrets tell them apart by it, so that no informer holds a boot Secret. */
    public static final String SECRET = "ballast.dev/secret";

    /** On the metrics Service: {@code metrics}. A ServiceMonitor finds it by this. */
    public static final String SERVICE = "ballast.dev/service";

    /** Annotation of a boot Secret: the epoch that its writer took. */
    public static final String EPOCH = "ballast.dev/epoch";

    /** Annotation of a boot Secret: the revision that it holds, for people. */
    public static final String REVISION = "ballast.dev/revision";

    /** Annotation of a pod: the port of its channel where that is not 9443. */
    public static final String CHANNEL_PORT = "ballast.dev/channel-port";

    /** Field manager of everything that the operator applies. */
    public static final String FIELD_MANAGER = "ballast-operator";

    private Labels() {}

    /**
     * Our label and the recommended ones. The instance is not the bare name of the LoadBalancer: a Service of a Helm release of the same name
     * that selects by {@code app.kubernetes.io/instance} must not find our pods.
     */
    public static Map<String, String> of(Names names, String component) {
        Map<String, String> labels = new TreeMap<>(names.selector());
        labels.put("app.kubernetes.io/name", "ballast");
        labels.put("app.kubernetes.io/instance", names.dataplane());
        labels.put("app.kubernetes.io/component", component);
        labels.put("app.kubernetes.io/managed-by", FIELD_MANAGER);
        return labels;
    }
}
