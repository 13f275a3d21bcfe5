package dev.ballast.operator.controller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final Names names = new Names("store", "shop", "uid-1");

    @Test
    void noNameIsTheLoadBalancersOwn() {
        assertThat(List.of(names.dataplane(), names.bootSecret(), names.tlsSecret(), names.metricsService()))
                .containsExactly("shop-ballast", "shop-ballast-boot", "shop-ballast-tls", "shop-ballast-metrics");
        assertThat(names.owner()).isEqualTo("ballast://store/uid-1");
    }

    @Test
    void theLongestNameStillFitsALabel() {
        Names longest = new Names("store", "a".repeat(45), "uid-1");

        assertThat(longest.metricsService()).hasSizeLessThanOrEqualTo(63);
        assertThat(Labels.of(longest, "dataplane").values()).allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(63));
    }

    @Test
    void onlyTheOwnLabelIsSelectedBy() {
        assertThat(names.selector()).containsOnlyKeys("ballast.dev/loadbalancer");
        assertThat(Labels.of(names, "dataplane")).containsAllEntriesOf(names.selector()).containsEntry("app.kubernetes.io/instance", "shop-ballast");
    }

    @Test
    void whatIsOursIsSaidByTheOwnerAlone() {
        var labelled = new SecretBuilder().withNewMetadata().withName(names.bootSecret()).withLabels(names.selector()).endMetadata();
        var owned = new SecretBuilder().withNewMetadata().withOwnerReferences(names.ownerReference()).endMetadata();

        assertThat(names.own(labelled.build())).isFalse();
        assertThat(names.own(owned.build())).isTrue();
        assertThat(new Names("store", "shop", "uid-2").own(owned.build())).as("one of the same name before it").isFalse();
    }
}
