package dev.ballast.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.manifest.AlgorithmSpec;
import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.PortRef;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a null where something is expected is a failed test
class SerializationTest {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @Test
    void theRecordsComeThroughTheClientAsTheyAreWritten() {
        LoadBalancer shop = read("""
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: shop}
                spec:
                  listeners:
                  - {name: web, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: t}]}, timeouts: {clientIdle: 1m30s}}
                  backends:
                  - {name: shop, service: {name: shop, port: http}}
                  - {name: other, service: {name: shop, port: 8080}, trafficPolicy: {algorithm: {type: RoundRobin}}}
                  infrastructure: {pod: {resources: {requests: {cpu: 1}}}}
                """);

        assertThat(shop.getSpec().listeners().getFirst().protocol()).isEqualTo(ListenerSpec.Protocol.HTTPS);
        assertThat(shop.getSpec().listeners().getFirst().timeouts().clientIdle()).isEqualTo(GepDuration.of("90s"));
        assertThat(shop.getSpec().listeners().getFirst().timeouts().stall()).isEqualTo(GepDuration.of("10s"));
        assertThat(shop.getSpec().backends().getFirst().service().port()).isEqualTo(new PortRef.Name("http"));
        assertThat(shop.getSpec().backends().get(1).service().port()).isEqualTo(new PortRef.Number(8080));
        assertThat(shop.getSpec().backends().get(1).trafficPolicy().algorithm().type()).isEqualTo(AlgorithmSpec.Type.RoundRobin);
        assertThat(shop.getSpec().infrastructure().pod().resources().requests()).containsEntry("cpu", "1");
        assertThat(read(serialization.asYaml(shop)).getSpec()).isEqualTo(shop.getSpec());
    }

    @Test
    void anAbsentSectionStaysAbsent() {
        LoadBalancer shop = read("""
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: shop}
                spec: {listeners: [], backends: [{name: a, endpoints: [{address: 10.0.0.1, port: 1}]}]}
                """);

        assertThat(shop.getSpec().trafficPolicy()).isNull();
        assertThat(shop.getStatus()).isNull();
        assertThat(serialization.asJson(shop)).doesNotContain("null").doesNotContain("trafficPolicy");
    }

    @Test
    void anEmptyStatusSaysNothing() {
        LoadBalancerStatus empty = Defaults.of(LoadBalancerStatus.class);

        assertThat(serialization.asJson(empty)).isEqualTo("{}");
        assertThat(serialization.unmarshal("{}", LoadBalancerStatus.class)).isEqualTo(empty);
    }

    private LoadBalancer read(String yaml) {
        return serialization.unmarshal(yaml, LoadBalancer.class);
    }
}
