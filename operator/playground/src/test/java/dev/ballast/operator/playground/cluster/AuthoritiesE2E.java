package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whom a LoadBalancer is to believe stands in ConfigMaps, whenever those come. */
@Tag("cluster")
@ExtendWith(Installed.class)
class AuthoritiesE2E {
    /** Every namespace has it, with the cluster's own authority as {@code ca.crt}. */
    private static final String THERE_BEFORE = "kube-root-ca.crt";

    @Test
    void areReadFromAConfigMapThatComesLaterAndFromOneThatWasThereBefore(Site site) {
        site.echo("shop", 1);
        site.apply(believing("late"));
        site.kubectl("wait", "--for=condition=ResolvedRefs=False", "loadbalancer/shop", "--timeout=60s");
        assertThat(site.kubectl("get", "loadbalancer/shop", "-o", "jsonpath={.status.conditions}")).contains("InvalidCACertificateRef").contains("late");

        String authority = site.kubectl("get", "configmap", THERE_BEFORE, "-o", "jsonpath={.data.ca\\.crt}");
        site.kubectl("create", "configmap", "late", "--from-literal=ca.crt=" + authority);
        site.kubectl("wait", "--for=condition=ResolvedRefs", "loadbalancer/shop", "--timeout=60s");

        site.program(believing(THERE_BEFORE), "shop");
        site.kubectl("wait", "--for=condition=ResolvedRefs", "loadbalancer/shop", "--timeout=60s");
    }

    private static String believing(String configMap) {
        String tls = "tls: {mode: Verify, hostname: shop.example, caRefs: [{kind: ConfigMap, name: %s}]}".formatted(configMap);
        return Manifests.loadBalancer("shop", "shop").replace("port: 8080}}", "port: 8080}, " + tls + "}");
    }
}
