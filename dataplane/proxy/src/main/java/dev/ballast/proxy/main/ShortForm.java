package dev.ballast.proxy.main;

import dev.ballast.contract.manifest.AlgorithmSpec;
import dev.ballast.contract.manifest.ListenerSpec.Protocol;
import dev.ballast.contract.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A manifest by options, for a first minute. It becomes the text of a manifest, and everything after that is what a file would meet. */
final class ShortForm {
    /** What complaints about the text call it; {@code --print} shows it. */
    static final String NAME = "(options)";

    @Option(names = "--listen", required = true, paramLabel = "[http:|https:|tcp:]PORT", converter = ListenOption.class,
            description = "A port to listen on: PORT or http:PORT for HTTP, https:PORT, tcp:PORT for TCP. Repeatable.")
    private List<Listen> listen = List.of();

    @Option(names = "--backend", required = true, paramLabel = "[ADDRESS:]PORT", converter = BackendOption.class,
            description = "An endpoint to forward to; without an address it is on this machine. Repeatable.")
    private List<Backend> backends = List.of();

    @Option(names = "--certificate", paramLabel = "FILE", description = "Of https:PORT: a certificate with its chain, in PEM.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's, in PEM. What --print prints holds it.")
    private @Nullable Path key;

    @Option(names = "--algorithm", paramLabel = "ALGORITHM",
            description = "How an endpoint is chosen: one of ${COMPLETION-CANDIDATES} (default: LeastRequest).")
    private AlgorithmSpec.@Nullable Type algorithm;

    @Option(names = "--print", description = "Print the manifest that these options make, and end: a file to go on from.")
    private boolean print;

    boolean print() {
        return print;
    }

    /**
     * The manifest in YAML, with the Secret that it needs.
     *
     * @throws IllegalArgumentException when the options do not fit each other, or a file cannot be read
     */
    String manifest() {
        boolean secure = listen.stream().anyMatch(each -> each.protocol() == Protocol.HTTPS);
        if (secure != (certificate != null) || secure != (key != null)) {
            throw new IllegalArgumentException(secure
                    ? "--listen: https:PORT has no certificate: expected --certificate and --key beside it"
                    : "--certificate, --key: nobody speaks TLS: expected --listen https:PORT beside them");
        }
        return loadBalancer() + (certificate == null || key == null ? "" : secret(text("--certificate", certificate), text("--key", key)));
    }

    private static String secret(String certificate, String key) {
        return """
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: local
                type: kubernetes.io/tls
                stringData:
                  tls.crt: |
                %s  tls.key: |
                %s""".formatted(certificate.indent(4), key.indent(4));
    }

    private static String text(String option, Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException(option + ": there is no file " + file, absent);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(option + ": " + file + " cannot be read (" + unreadable.getMessage() + "): expected PEM", unreadable);
        }
    }

    private String loadBalancer() {
        String listeners = listen.stream().distinct().map(Listen::yaml).collect(Collectors.joining());
        String endpoints = backends.stream().map(Backend::yaml).collect(Collectors.joining());
        String policy = algorithm == null ? "" : "  trafficPolicy:\n    algorithm: {type: " + algorithm + "}\n";
        return """
                apiVersion: %s
                kind: LoadBalancer
                metadata:
                  name: local
                spec:
                  listeners:
                %s  backends:
                  - name: local
                    endpoints:
                %s%s""".formatted(ManifestReader.API_VERSION, listeners, endpoints, policy);
    }

    /** {@code 8080}, {@code https:8443}, {@code tcp:5432}. */
    record Listen(Protocol protocol, int port) {
        String yaml() {
            return "  - {name: port-" + port + ", port: " + port + ", protocol: " + protocol + (protocol.secure() ? ", tls: {secrets: [{name: local}]}" : "") + ", backend: local}\n";
        }
    }

    /** {@code 3001}, {@code 127.0.0.1:3001}, {@code [::1]:3001}. */
    record Backend(String address, int port) {
        String yaml() {
            return "    - {address: \"" + address + "\", port: " + port + "}\n";
        }
    }

    /** Reads {@link Listen}. */
    static final class ListenOption implements ITypeConverter<Listen> {
        @Override
        public Listen convert(String text) {
            int colon = text.indexOf(':');
            String protocol = colon < 0 ? "http" : text.substring(0, colon);
            int port = PortOption.within(text.substring(colon + 1), 1);
            return switch (protocol) {
                case "http" -> new Listen(Protocol.HTTP, port);
                case "https" -> new Listen(Protocol.HTTPS, port);
                case "tcp" -> new Listen(Protocol.TCP, port);
                default -> throw new TypeConversionException("\"" + text + "\": expected PORT, http:PORT, https:PORT or tcp:PORT; a manifest knows the other protocols");
            };
        }
    }

    /** Reads {@link Backend}. */
    static final class BackendOption implements ITypeConverter<Backend> {
        @Override
        public Backend convert(String text) {
            int colon = text.lastIndexOf(':');
            int port = PortOption.within(text.substring(colon + 1), 1);
            String address = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
            boolean bracketed = address.startsWith("[") && address.endsWith("]");
            return new Backend(AddressOption.literal(bracketed ? address.substring(1, address.length() - 1) : address), port);
        }
    }
}
