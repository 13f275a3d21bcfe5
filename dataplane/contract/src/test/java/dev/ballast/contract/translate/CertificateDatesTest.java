package dev.ballast.contract.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Samples;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.TlsSecret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateDatesTest {
    private static final LoadBalancerSpec SPEC = ManifestReader.read("", """
            apiVersion: ballast.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: shop}
            spec:
              listeners:
              - {name: plain, port: 80, protocol: HTTP, backend: shop}
              - {name: web, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: missing}, {name: own}]}}
              backends:
              - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}], tls: {mode: InsecureSkipVerify, clientSecret: {name: own}}}
            """).loadBalancers().getFirst().spec();

    /** The certificate is valid from 2026-11-21T08:15:30Z to 2126-10-28T08:15:30Z. */
    private static List<String> at(String now) {
        TlsSecret own = new TlsSecret("kubernetes.io/tls", Samples.pem("ec.crt"), new Sensitive(Samples.pem("ec.sec1.key")));
        Inputs inputs = new Inputs("ballast://shop/uid", Place.Cluster, Map.of("own", own), Map.of());
        return CertificateDates.warnings(SPEC, Translator.translate(SPEC, inputs).snapshot(), Instant.parse(now)).stream()
                .map(Problem::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "2026-11-21T08:15:29Z | is not valid before 2026-11-21T08:15:30Z: who verifies it refuses it",
        "2126-10-14T08:15:31Z | expires on 2126-10-28T08:15:30Z: expected a new one before",
        "2126-10-28T08:15:31Z | expired on 2126-10-28T08:15:30Z: who verifies it refuses it",
    })
    void eachUseOfACertificateThatIsNotGoodForLongIsNamed(String now, String wrong) {
        assertThat(at(now)).containsExactly(
                "spec.listeners[1].tls.secrets[1]: warning: the certificate in Secret \"own\" of listener \"web\" " + wrong,
                "spec.backends[0].tls.clientSecret: warning: the certificate in Secret \"own\" of backend \"shop\" " + wrong);
    }

    @Test
    void oneThatIsGoodForTwoWeeksIsNot() {
        assertThat(at("2126-10-14T08:15:30Z")).isEmpty();
    }
}
