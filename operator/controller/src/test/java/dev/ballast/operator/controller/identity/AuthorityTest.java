package dev.ballast.operator.controller.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.operator.controller.identity.Authority.Identity;
import dev.ballast.operator.controller.identity.Authority.Use;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AuthorityTest {
    private static final String OWNER = "ballast://store/uid-1";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    @Test
    void aCertificateHasOneNameAndOneUse() throws Exception {
        Authority authority = Authority.create(clock);

        X509Certificate pod = authority.issue(OWNER, Use.Server, clock).certificate();
        X509Certificate operator = authority.issue(Authority.OPERATOR, Use.Client, clock).certificate();

        assertThat(Authority.uriNames(pod)).containsExactly(OWNER);
        assertThat(pod.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(operator.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(pod.getBasicConstraints()).as("not an authority").isEqualTo(-1);
        pod.verify(authority.trusted().getFirst().getPublicKey());
    }

    @Test
    void aCertificateIsDueAfterTwoThirdsOfItsLifeAndForAnotherName() {
        Authority authority = Authority.create(clock);
        X509Certificate certificate = authority.issue(OWNER, Use.Server, clock).certificate();

        assertThat(authority.due(certificate, OWNER, clock)).isFalse();
        assertThat(authority.due(certificate, "ballast://store/uid-2", clock)).isTrue();
        assertThat(authority.due(null, OWNER, clock)).isTrue();
        assertThat(Authority.create(clock).due(certificate, OWNER, clock)).as("of another authority").isTrue();

        now = now.plus(Authority.LEAF_LIFE.multipliedBy(2).dividedBy(3));
        assertThat(authority.due(certificate, OWNER, clock)).isTrue();
        assertThat(certificate.getNotAfter().toInstant()).as("long before it expires").isAfter(now.plus(Duration.ofDays(20)));
    }

    @Test
    void aNewRootIsTrustedBeforeItSigns() throws Exception {
        Authority old = Authority.create(clock);
        Identity issued = old.issue(OWNER, Use.Server, clock);
        assertThat(old.renewed(clock)).isEmpty();

        now = now.plus(Authority.ROOT_LIFE.dividedBy(2));
        Authority renewed = old.renewed(clock).orElseThrow();
        assertThat(renewed.trusted()).hasSize(2).contains(old.trusted().getFirst());
        X509Certificate next = renewed.issue(OWNER, Use.Server, clock).certificate();
        next.verify(old.trusted().getFirst().getPublicKey());

        now = now.plus(Authority.OVERLAP);
        renewed.issue(OWNER, Use.Server, clock).certificate().verify(renewed.trusted().getFirst().getPublicKey());
        assertThat(renewed.due(issued.certificate(), OWNER, () -> Instant.parse("2026-01-02T00:00:00Z")))
                .as("what the old root signed is good until it runs out")
                .isFalse();

        now = Instant.parse("2026-01-01T00:00:00Z").plus(Authority.ROOT_LIFE).plusSeconds(1);
        assertThat(renewed.renewed(clock).orElseThrow().trusted()).doesNotContain(old.trusted().getFirst());
    }

    @Test
    void aSecretIsTheSameAsLongAsItsRootLivesAndAnotherForEachUse() {
        Authority old = Authority.create(clock);
        assertThat(old.secret("a").reveal()).hasSize(64).isNotEqualTo(old.secret("b").reveal());
        assertThat(Authority.create(clock).secret("a")).isNotEqualTo(old.secret("a"));
        now = now.plus(Authority.ROOT_LIFE.dividedBy(2));
        assertThat(old.renewed(clock).orElseThrow().secret("a")).isEqualTo(old.secret("a"));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        now = now.plus(Authority.ROOT_LIFE.dividedBy(2));
        Authority authority = Authority.create(() -> Instant.parse("2026-01-01T00:00:00Z")).renewed(clock).orElseThrow();

        Authority read = Authority.read(authority.bundle(), authority.keys());

        assertThat(read.trusted()).isEqualTo(authority.trusted());
        assertThat(read.secret("a")).isEqualTo(authority.secret("a"));
        read.issue(OWNER, Use.Server, clock).certificate().verify(authority.trusted().getLast().getPublicKey());
    }

    @Test
    void whatIsNoAuthorityIsRefusedWithoutQuotingIt() {
        Authority authority = Authority.create(clock);

        assertThatThrownBy(() -> Authority.read(authority.bundle(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 certificates and 0 keys are not an authority: expected as many keys as certificates, at least one");
        assertThatThrownBy(() -> Authority.read("not PEM", authority.keys())).isInstanceOf(IllegalArgumentException.class);
    }
}
