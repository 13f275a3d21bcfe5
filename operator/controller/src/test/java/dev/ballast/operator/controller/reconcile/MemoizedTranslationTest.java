package dev.ballast.operator.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.BackendTlsSpec;
import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.EndpointSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.manifest.ServiceRef;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Translation;
import dev.ballast.contract.translate.Translator;
import dev.ballast.operator.controller.identity.Authority.Identity;
import dev.ballast.operator.controller.testing.Certificates;
import dev.ballast.operator.controller.testing.Specs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever is skipped, the answer is the translator's own. */
class MemoizedTranslationTest {
    private static final PortRef PORT = new PortRef.Number(8080);

    private final MemoizedTranslation memoized = new MemoizedTranslation();
    private final LoadBalancerSpec spec = Specs.of(
            List.of(Specs.listener("web", 80)),
            Specs.backend("shop", "shop", PORT),
            Specs.backend("lost", "lost", PORT),
            new BackendSpec("fixed", null, List.of(new EndpointSpec("10.9.9.9", 80, 1)), null, null, null));

    @Test
    void movedEndpointsGiveWhatATranslationGives() {
        for (Inputs inputs : List.of(found("10.0.0.1"), found("10.0.0.1", "10.0.0.2"), found(), found("10.0.0.3"))) {
            assertThat(memoized.translate(spec, 1, inputs)).isEqualTo(Translator.translate(spec, inputs));
        }
    }

    @Test
    void aServiceThatGoesAndComesIsTranslatedAnew() {
        Inputs gone = inputs(Map.of(new ServicePort("shop", PORT), new ServiceState.Missing()));

        for (Inputs inputs : List.of(found("10.0.0.1"), gone, found("10.0.0.1"))) {
            assertThat(memoized.translate(spec, 1, inputs)).isEqualTo(Translator.translate(spec, inputs));
        }
    }

    @Test
    void anotherGenerationIsTranslatedAnew() {
        Translation first = memoized.translate(spec, 1, found("10.0.0.1"));
        LoadBalancerSpec next = Specs.of(List.of(Specs.listener("web", 81)), Specs.backend("shop", "shop", PORT));

        assertThat(memoized.translate(next, 2, found("10.0.0.1")))
                .isEqualTo(Translator.translate(next, found("10.0.0.1")))
                .isNotEqualTo(first);
    }

    @Test
    void anAuthorityThatComesChangesAndGoesIsTranslatedAnew() {
        Identity server = Certificates.fresh();
        LoadBalancerSpec guarded = Specs.of(List.of(Specs.guarded("secure", 443, "cert", "staff")), Specs.backend("shop", "shop", PORT));
        for (String certificates : List.of("", Certificates.fresh().certificatePem(), Certificates.fresh().certificatePem(), "")) {
            Inputs inputs = new Inputs(
                    "ballast://store/uid",
                    Inputs.Place.Cluster,
                    Map.of("cert", new Inputs.TlsSecret("kubernetes.io/tls", server.certificatePem(), new Sensitive(server.keyPem()))),
                    Map.of(new CaRef(CaRef.Kind.ConfigMap, "staff"), certificates),
                    Map.of(),
                    new Sensitive(""));
            assertThat(memoized.translate(guarded, 1, inputs)).isEqualTo(Translator.translate(guarded, inputs));
        }
    }

    @Test
    void nothingIsSentInTheClearWhereTlsCannotBeDone() {
        BackendTlsSpec tls = new BackendTlsSpec(
                BackendTlsSpec.Mode.Verify, List.of(new CaRef(CaRef.Kind.ConfigMap, "gone")), "shop.internal", null);
        LoadBalancerSpec secure = Specs.of(
                List.of(Specs.listener("web", 80)), new BackendSpec("shop", new ServiceRef("shop", PORT), null, tls, null, null));
        for (Inputs inputs : List.of(found("10.0.0.1"), found("10.0.0.2"))) {
            assertThat(memoized.translate(secure, 1, inputs)).isEqualTo(Translator.translate(secure, inputs));
            assertThat(memoized.translate(secure, 1, inputs).snapshot().backends().getFirst().endpoints()).isEmpty();
        }
    }

    private static Inputs found(String... addresses) {
        List<EndpointConfig> endpoints =
                Arrays.stream(addresses).map(address -> EndpointConfig.fixed(address, 9000, 1)).toList();
        return inputs(Map.of(new ServicePort("shop", PORT), new ServiceState.Found(endpoints)));
    }

    private static Inputs inputs(Map<ServicePort, ServiceState> services) {
        return new Inputs("ballast://store/uid", Inputs.Place.Cluster, Map.of(), services);
    }
}
