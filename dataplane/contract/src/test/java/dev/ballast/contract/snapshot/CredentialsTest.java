package dev.ballast.contract.snapshot;

import static dev.ballast.contract.Samples.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ballast.contract.snapshot.InvalidCredentialsException.Part;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    @ParameterizedTest
    @CsvSource({
        "rsa.crt, rsa.pkcs8.key, RSA",
        "rsa.crt, rsa.pkcs1.key, RSA",
        "ec.crt, ec.pkcs8.key, EC",
        "ec.crt, ec.sec1.key, EC",
        "ec.crt, ec.sec1-bare.key, EC",
        "ec.crt, ec.sec1-with-parameters.key, EC",
        "ed25519.crt, ed25519.pkcs8.key, EdDSA"
    })
    void everyFormOfAKeyIsRead(String chain, String key, String algorithm) throws InvalidCredentialsException {
        Credentials credentials = Credentials.parse(pem(chain), new Sensitive(pem(key)));

        assertThat(credentials.key().getAlgorithm()).isEqualTo(algorithm);
        assertThat(credentials.chain()).hasSize(1);
    }

    @Test
    void aChainKeepsItsOrder() throws InvalidCredentialsException {
        Credentials credentials =
                Credentials.parse("a comment\n" + pem("ec.crt") + "\n" + pem("rsa.crt"), new Sensitive(pem("ec.sec1.key")));

        assertThat(credentials.chain())
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=ec.example", "CN=shop.example");
    }

    @Test
    void eachMistakeIsNamed() {
        expect(Part.CHAIN, "is empty", "", pem("rsa.pkcs8.key"));
        expect(Part.CHAIN, "holds no PEM block CERTIFICATE", "not PEM", pem("rsa.pkcs8.key"));
        expect(Part.CHAIN, "certificate 2 cannot be read", pem("rsa.crt") + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "");
        expect(Part.KEY, "is empty", pem("rsa.crt"), " \n");
        expect(Part.KEY, "holds no PEM block of a private key", pem("rsa.crt"), pem("rsa.crt"));
        expect(Part.KEY, "is protected by a password", pem("ec.crt"), pem("ec.pkcs8-encrypted.key"));
        expect(Part.KEY, "is protected by a password", pem("rsa.crt"), pem("rsa.pkcs1-encrypted.key"));
        expect(Part.KEY, "is the key of another certificate", pem("rsa.crt"), pem("other-rsa.pkcs1.key"));
        expect(Part.KEY, "is the key of another certificate", pem("ec.crt"), pem("other-ec.sec1.key"));
        expect(Part.KEY, "cannot be read as a key of the certificate's algorithm", pem("rsa.crt"), pem("ec.pkcs8.key"));
        expect(Part.KEY, "cannot be read as a key of the certificate's algorithm", pem("rsa.crt"), pem("ec.sec1.key"));
    }

    @Test
    void mutilatedPemIsRefusedAndNeverQuoted() {
        Random random = new Random(3);
        String good = pem("ec.sec1.key");
        for (int round = 0; round < 500; round++) {
            StringBuilder key = new StringBuilder(good);
            key.setCharAt(random.nextInt(key.length()), (char) ('A' + random.nextInt(26)));
            int from = random.nextInt(key.length());
            key.delete(from, Math.min(key.length(), from + random.nextInt(60)));
            assertThatCode(() -> {
                        try {
                            Credentials.parse(pem("ec.crt"), new Sensitive(key.toString()));
                        } catch (InvalidCredentialsException expected) {
                            assertThat(expected.complaint()).doesNotContain(good.lines().skip(1).findFirst().orElseThrow());
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    private static void expect(Part part, String complaint, String chain, String key) {
        InvalidCredentialsException refusal =
                catchThrowableOfType(InvalidCredentialsException.class, () -> Credentials.parse(chain, new Sensitive(key)));
        assertThat(Objects.requireNonNull(refusal).part()).isEqualTo(part);
        assertThat(refusal.complaint()).contains(complaint).contains("expected");
    }
}
