package dev.ballast.contract.manifest;

import java.util.List;

/** TLS of an HTTPS listener. */
@Doc("TLS of an HTTPS listener.")
public record ListenerTlsSpec(
        @Doc("Terminate: TLS ends here.") @Default("Terminate") Mode mode,
        @Doc("Secrets of type kubernetes.io/tls. Of several, the one whose certificate fits the client's server name is used, else the first.")
        @Required @Items(min = 1, max = 16, key = "name")
        List<SecretRef> secrets,
        @Doc("The lowest TLS version that is accepted: \"1.2\" or \"1.3\".") @Default("\"1.2\"") @Text(maxLength = 3, pattern = "^1\\.[23]$", expected = "\"1.2\" or \"1.3\"")
        String minVersion) {
    public ListenerTlsSpec {
        mode = mode == null ? Mode.Terminate : mode;
        secrets = secrets == null ? List.of() : List.copyOf(secrets);
        minVersion = minVersion == null ? "1.2" : minVersion;
    }

    /** Where TLS ends. */
    public enum Mode {
        Terminate
    }
}
