package dev.ballast.operator.api;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A load balancer as a person asks for it, and as it is. */
@Group(LoadBalancer.GROUP)
@Version(LoadBalancer.VERSION)
@Kind(LoadBalancer.KIND)
@Singular("loadbalancer")
@Plural(LoadBalancer.PLURAL)
@ShortNames("lb")
@Categories("networking")
@AdditionalPrinterColumn(name = "Class", type = Type.STRING, jsonPath = ".spec.className")
@AdditionalPrinterColumn(name = "Address", type = Type.STRING, jsonPath = ".status.addresses[*].value")
@AdditionalPrinterColumn(name = "Programmed", type = Type.STRING, jsonPath = ".status.conditions[?(@.type==\"Programmed\")].status")
@AdditionalPrinterColumn(name = "Ready", type = Type.INTEGER, jsonPath = ".status.readyReplicas")
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@AdditionalPrinterColumn(name = "Accepted", type = Type.STRING, priority = 1, jsonPath = ".status.conditions[?(@.type==\"Accepted\")].status")
@AdditionalPrinterColumn(name = "Resolved", type = Type.STRING, priority = 1, jsonPath = ".status.conditions[?(@.type==\"ResolvedRefs\")].status")
@AdditionalPrinterColumn(name = "Backends", type = Type.STRING, priority = 1, jsonPath = ".status.conditions[?(@.type==\"BackendsAvailable\")].reason")
@AdditionalPrinterColumn(name = "Acked", type = Type.INTEGER, priority = 1, jsonPath = ".status.config.ackedReplicas")
@AdditionalPrinterColumn(name = "Digest", type = Type.STRING, priority = 1, jsonPath = ".status.config.digest")
public final class LoadBalancer extends CustomResource<LoadBalancerSpec, LoadBalancerStatus> implements Namespaced {
    public static final String GROUP = "ballast.dev";
    public static final String VERSION = "v1alpha1";
    public static final String KIND = "LoadBalancer";
    public static final String PLURAL = "loadbalancers";
    private static final long serialVersionUID = 1;
}
