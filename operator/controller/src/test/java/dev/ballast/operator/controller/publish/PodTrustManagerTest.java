package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.Authority.Use;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PodTrustManagerTest {
    private static final String OWNER = "ballast://store/uid-1";
    private final Authority authority = Authority.create(InstantSource.system());
    private final PodTrustManager trust = new PodTrustManager(OWNER, () -> authority);

    @Test
    void aPodOfTheLoadBalancerIsTrusted() {
        assertThatCode(() -> check(authority, OWNER, Use.Server)).doesNotThrowAnyException();
    }

    @Test
    void aPodOfAnotherLoadBalancerIsNot() {
        assertThatThrownBy(() -> check(authority, "ballast://store/uid-2", Use.Server))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the pod's certificate names [ballast://store/uid-2]: expected exactly " + OWNER);
    }

    @Test
    void aClientsCertificateIsNoPods() {
        assertThatThrownBy(() -> check(authority, OWNER, Use.Client)).isInstanceOf(CertificateException.class);
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        Authority stranger = Authority.create(InstantSource.system());
        assertThatThrownBy(() -> check(stranger, OWNER, Use.Server)).isInstanceOf(CertificateException.class);
    }

    @Test
    void thereAreNoClients() {
        X509Certificate[] chain = {authority.issue(OWNER, Use.Client, InstantSource.system()).certificate()};
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "ECDHE_ECDSA")).isInstanceOf(CertificateException.class);
    }

    private void check(Authority issuer, String name, Use use) throws CertificateException {
        X509Certificate[] chain = {issuer.issue(name, use, InstantSource.system()).certificate()};
        trust.checkServerTrusted(chain, "ECDHE_ECDSA");
    }
}
