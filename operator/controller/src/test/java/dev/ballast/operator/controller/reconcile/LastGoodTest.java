package dev.ballast.operator.controller.reconcile;

import static dev.ballast.operator.controller.testing.Snapshots.certificate;
import static dev.ballast.operator.controller.testing.Snapshots.http;
import static dev.ballast.operator.controller.testing.Snapshots.https;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.translate.LastGood;
import dev.ballast.contract.translate.Translation;
import dev.ballast.operator.controller.testing.Snapshots;
import dev.ballast.operator.controller.testing.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastGoodTest {
    private static final Problem GONE =
            new Problem("spec.listeners[1].tls.secrets[0]", Reason.InvalidCertificateRef, "Secret \"cert\" does not exist");

    private final Snapshot before = Snapshots.of(
            List.of(http("web", 80), https("secure", 443, "cert", "more")),
            List.of(certificate("cert", "old"), certificate("more", "old")),
            "10.0.0.1");

    @Test
    void aListenerWithoutItsSecretServesOnWithTheOldOne() {
        Snapshot now = Snapshots.of(List.of(http("web", 81)), List.of(), "10.0.0.2");

        var result = LastGood.keep(
                List.of(Specs.listener("web", 81), Specs.https("secure", 443, "cert")), new Translation(now, List.of(GONE)), before);

        assertThat(result.kept()).containsExactly("secure");
        assertThat(result.snapshot().listeners()).containsExactly(https("secure", 443, "cert", "more"), http("web", 81));
        assertThat(result.snapshot().certificates()).containsExactlyElementsOf(before.certificates());
        assertThat(result.snapshot().backends()).as("endpoints are facts, not kept").isEqualTo(now.backends());
        assertThat(result.snapshot().features()).contains(Features.of(ListenerConfig.Protocol.HTTPS));
    }

    @Test
    void aListenerThatServesOnIsLimitedOn() {
        Snapshot now = Snapshots.of(List.of(http("web", 81)), List.of(), "10.0.0.2");
        List<ListenerSpec> spec = List.of(Specs.listener("web", 81), Specs.https("secure", 443, "cert"));

        var shared = LastGood.keep(
                spec, new Translation(limited(now, rate("few", 5, "web")), List.of(GONE)), limited(before, rate("few", 3, "web", "secure"))).snapshot();
        assertThat(shared.limits()).isEqualTo(new LimitsConfig(0, List.of(rate("few", 5, "web", "secure"))));

        var own = LastGood.keep(spec, new Translation(now, List.of(GONE)), limited(before, rate("few", 3, "secure"), rate("others", 3, "web"))).snapshot();
        assertThat(own.limits()).isEqualTo(new LimitsConfig(0, List.of(rate("few", 3, "secure"))));
        assertThat(own.features()).contains(Features.RATE_LIMITS);
    }

    private static Snapshot limited(Snapshot s, RateLimitConfig... rates) {
        return new Snapshot(
                s.owner(), s.features(), new LimitsConfig(0, List.of(rates)), s.listeners(), s.withheld(), s.backends(), s.certificates(), s.authorities(),
                s.drain(), s.observability());
    }

    private static RateLimitConfig rate(String name, int requests, String... listeners) {
        return new RateLimitConfig(
                name, List.of(listeners), RateLimitConfig.Key.ClientIP, null, RateLimitConfig.Algorithm.TokenBucket, requests, 1, requests, true);
    }

    @Test
    void oneBadSecretOfTwoIsKeptBesideTheOthersNewVersion() {
        Snapshot now = Snapshots.of(
                List.of(https("secure", 443, "more")), List.of(certificate("more", "new")), "10.0.0.1");

        var result = LastGood.keep(List.of(Specs.https("secure", 443, "cert", "more")), new Translation(now, List.of(GONE)), before);

        assertThat(result.snapshot().listeners()).containsExactly(https("secure", 443, "cert", "more"));
        assertThat(result.snapshot().certificates())
                .extracting(CertificateConfig::name, CertificateConfig::chain)
                .containsExactly(
                        tuple("cert", "old"), tuple("more", "new"));
    }

    @Test
    void oneBadAuthorityOfTwoIsKeptBesideTheOthersNewVersion() {
        ListenerConfig both = guarded("ConfigMap/gone", "ConfigMap/staff");
        Snapshot past = believing(both, new AuthorityConfig("ConfigMap/gone", "old"), new AuthorityConfig("ConfigMap/staff", "old"));
        Snapshot now = believing(guarded("ConfigMap/staff"), new AuthorityConfig("ConfigMap/staff", "new"));

        var result = LastGood.keep(List.of(Specs.guarded("secure", 443, "cert", "gone", "staff")), new Translation(now, List.of(GONE)), past);

        assertThat(result.kept()).containsExactly("secure");
        assertThat(result.snapshot().listeners()).containsExactly(both);
        assertThat(result.snapshot().authorities())
                .containsExactly(new AuthorityConfig("ConfigMap/gone", "old"), new AuthorityConfig("ConfigMap/staff", "new"));
    }

    private static ListenerConfig guarded(String... authorities) {
        ListenerConfig open = https("secure", 443, "cert");
        ClientValidationConfig clients = new ClientValidationConfig(true, List.of(authorities), List.of());
        return open.withTls(TlsConfig.terminate("cert").withClientValidation(clients));
    }

    private static Snapshot believing(ListenerConfig listener, AuthorityConfig... authorities) {
        Snapshot plain = Snapshots.of(List.of(listener), List.of(certificate("cert", "old")), "10.0.0.1");
        return new Snapshot(
                plain.owner(),
                plain.features(),
                plain.limits(),
                plain.listeners(),
                plain.withheld(),
                plain.backends(),
                plain.certificates(),
                List.of(authorities),
                plain.drain(),
                plain.observability());
    }

    @Test
    void whatWasTakenOutOfTheSpecIsGone() {
        Snapshot now = Snapshots.of(List.of(http("web", 80)), List.of(), "10.0.0.1");

        var result = LastGood.keep(List.of(Specs.listener("web", 80)), new Translation(now, List.of(GONE)), before);

        assertThat(result.snapshot()).isEqualTo(now);
        assertThat(result.kept()).isEmpty();
    }

    @Test
    void aPortThatIsAnothersByNowIsNotTakenBack() {
        Snapshot now = Snapshots.of(List.of(http("web", 443)), List.of(), "10.0.0.1");

        var result = LastGood.keep(
                List.of(Specs.listener("web", 443), Specs.https("secure", 443, "cert")), new Translation(now, List.of(GONE)), before);

        assertThat(result.snapshot()).isEqualTo(now);
    }

    @Test
    void withoutAProblemAndWithoutAPastNothingIsMerged() {
        Snapshot now = Snapshots.of(List.of(http("web", 80)), List.of(), "10.0.0.1");
        var spec = List.of(Specs.listener("web", 80), Specs.https("secure", 443, "cert"));

        assertThat(LastGood.keep(spec, new Translation(now, List.of()), before).snapshot()).isSameAs(now);
        assertThat(LastGood.keep(spec, new Translation(now, List.of(GONE)), null).snapshot()).isSameAs(now);
    }
}
