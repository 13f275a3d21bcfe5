package dev.ballast.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.jspecify.annotations.Nullable;

/** The API server refuses what the reader of files refuses: the cases of {@code refused/cases.txt} that it can see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedManifestsIT {
    private static final String HEAD = "apiVersion: ballast.dev/v1alpha1\nkind: LoadBalancer\nmetadata: {name: shop}\n";

    private @Nullable ApiServer server;

    @BeforeAll
    void start() throws IOException {
        server = ApiServer.start();
        server.installCrd();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> theServerSaysWhy() throws IOException {
        return cases().stream()
                .filter(refused -> !refused.expected().isEmpty())
                .map(refused -> DynamicTest.dynamicTest(refused.name(), () -> {
                    String answer = answer(refused.text());
                    assertThat(refused.expected()).allSatisfy(part -> assertThat(answer).contains(part));
                }));
    }

    @Test
    void theSmallestDocumentIsTaken() throws IOException {
        assertThat(answer(HEAD + """
                spec:
                  listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                  backends: [{name: shop, service: {name: shop, port: 8080}}]
                """)).isEmpty();
    }

    /** What the server says to a strict dry run; empty when it takes it. */
    private String answer(String manifest) throws IOException {
        JsonNode document = new YAMLMapper().readTree(manifest);
        try {
            Objects.requireNonNull(server)
                    .client()
                    .raw("/apis/ballast.dev/v1alpha1/namespaces/default/loadbalancers?fieldValidation=Strict&dryRun=All", "POST", document);
            return "";
        } catch (KubernetesClientException refusal) {
            return Objects.toString(refusal.getMessage());
        }
    }

    private record Case(String name, List<String> expected, String text) {}

    private static List<Case> cases() throws IOException {
        try (var in = Objects.requireNonNull(RefusedManifestsIT.class.getResourceAsStream("/refused/cases.txt"))) {
            return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== "))
                    .filter(part -> !part.isEmpty())
                    .map(RefusedManifestsIT::parse)
                    .toList();
        }
    }

    private static Case parse(String part) {
        int end = part.indexOf("\n---\n");
        String text = part.substring(end + 5);
        return new Case(
                part.substring(0, part.indexOf('\n')),
                part.substring(0, end)
                        .lines()
                        .filter(line -> line.startsWith("server: "))
                        .map(line -> line.substring("server: ".length()))
                        .toList(),
                text.startsWith("spec:") ? HEAD + text : text);
    }
}
