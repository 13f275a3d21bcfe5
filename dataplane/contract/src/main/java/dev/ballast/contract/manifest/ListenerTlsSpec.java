package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS of a listener for HTTPS or TLS. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("TLS of a listener for HTTPS or TLS.")
@Whole
@Rule(
        value = "self.mode != 'Terminate' || has(self.secrets)",
        message = "'mode Terminate has no secrets: expected at least one Secret'",
        field = ".secrets")
@Rule(
        value = "self.mode != 'Passthrough' || !has(self.secrets) && !has(self.cipherSuites) && !has(self.alpn) && !has(self.clientValidation)",
        message = """
                'mode Passthrough has %s: expected none, for nothing is decrypted'.format([
                has(self.secrets) ? 'secrets' : has(self.cipherSuites) ? 'cipherSuites' : has(self.alpn) ? 'alpn' : 'clientValidation'])""",
        field = ".mode")
public record ListenerTlsSpec(
        @Doc("Terminate: TLS ends here. Passthrough (protocol TLS only): bytes go on as they come, to the backend that the server name chooses.")
        @Default("Terminate") Mode mode,
        @Doc("Secrets of type kubernetes.io/tls. Of several, the one whose certificate fits the client's server name best is used, else the first.")
        @Nullable @Items(min = 1, max = 16, key = "name")
        List<SecretRef> secrets,
        @Doc("The lowest TLS version that is accepted: \"1.2\" or \"1.3\".") @Default("\"1.2\"") @Text(maxLength = 3, pattern = "^1\\.[23]$", expected = "\"1.2\" or \"1.3\"")
        String minVersion,
        @Doc("The cipher suites that TLS 1.2 may use; absent means the TLS library's. Those of TLS 1.3 are always its own three.")
        @Nullable @Items(min = 1, max = 10) @Text(maxLength = 64, pattern = CIPHER_SUITE, expected = CIPHER_SUITE_EXPECTED)
        List<String> cipherSuites,
        @Doc("The protocols that clients may agree on, the best one first; absent means h2 and http/1.1. Who agrees on none speaks HTTP/1.1.")
        @Nullable @Items(min = 1, max = 2) @Text(maxLength = 8, pattern = "^(h2|http/1\\.1)$", expected = "h2 or http/1.1")
        List<String> alpn,
        @Doc("Which clients may come in, by the certificates that they show; absent means that they are asked for none.")
        @Nullable ClientValidationSpec clientValidation) {
    /** Suites of TLS 1.2 with forward secrecy, by their IANA names, that both TLS libraries have. */
    static final String CIPHER_SUITE =
            "^TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_128_GCM_SHA256|AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256|AES_128_CBC_SHA|AES_256_CBC_SHA)$";

    private static final String CIPHER_SUITE_EXPECTED =
            "TLS_ECDHE_ECDSA_WITH_ or TLS_ECDHE_RSA_WITH_ followed by AES_128_GCM_SHA256, AES_256_GCM_SHA384, CHACHA20_POLY1305_SHA256, AES_128_CBC_SHA or AES_256_CBC_SHA";

    public ListenerTlsSpec {
        mode = mode == null ? Mode.Terminate : mode;
        secrets = secrets == null ? null : List.copyOf(secrets);
        minVersion = minVersion == null ? "1.2" : minVersion;
        cipherSuites = cipherSuites == null ? null : List.copyOf(cipherSuites);
        alpn = alpn == null ? null : List.copyOf(alpn);
    }

    /** Where TLS ends. */
    public enum Mode {
        Terminate,
        Passthrough
    }
}
