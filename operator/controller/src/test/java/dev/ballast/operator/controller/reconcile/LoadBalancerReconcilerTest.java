package dev.ballast.operator.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.operator.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A status that comes too late for its resource is no error; everything else that was not found is one. */
class LoadBalancerReconcilerTest {
    private final LoadBalancer shop = new LoadBalancer();

    LoadBalancerReconcilerTest() {
        shop.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("shop").build());
    }

    private static KubernetesClientException refused(int code, String kind, String name) {
        Status status = new StatusBuilder().withCode(code).withNewDetails().withKind(kind).withName(name).endDetails().build();
        return new KubernetesClientException("no", code, status);
    }

    @Test
    void theStatusOfADeletedLoadBalancerIsNotWrittenAgain() {
        assertThat(LoadBalancerReconciler.saysItIsGone(shop, refused(404, "loadbalancers", "shop"))).isTrue();
    }

    @Test
    void whatElseIsNotThereIsAnError() {
        assertThat(LoadBalancerReconciler.saysItIsGone(shop, refused(404, "namespaces", "default"))).isFalse();
        assertThat(LoadBalancerReconciler.saysItIsGone(shop, refused(404, "loadbalancers", "other"))).isFalse();
        assertThat(LoadBalancerReconciler.saysItIsGone(shop, refused(409, "loadbalancers", "shop"))).isFalse();
        assertThat(LoadBalancerReconciler.saysItIsGone(shop, new KubernetesClientException("no such path", 404, null))).isFalse();
        assertThat(LoadBalancerReconciler.saysItIsGone(shop, new IOException("no answer"))).isFalse();
    }
}
