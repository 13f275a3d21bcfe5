package dev.ballast.operator.api;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.ManifestReader;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDGenerator.CRDOutput;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourceScale;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourceStatus;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresources;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The CustomResourceDefinition as the classes say it is. */
final class LoadBalancerCrd {
    private LoadBalancerCrd() {}

    /** What users install: {@code kubectl apply -f crds/}. */
    static Path directory() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.isDirectory(directory.resolve("crds"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("there is no directory crds above " + Path.of("").toAbsolutePath());
        }
        return directory.resolve("crds");
    }

    /** Where it is checked in. */
    static Path file() {
        return directory().resolve("loadbalancers.ballast.dev.yaml");
    }

    static String yaml() {
        try (Output output = new Output()) {
            new CRDGenerator()
                    .forCRDVersions("v1")
                    .withMinQuotes(true)
                    .withPostProcessor(new Decorate())
                    .customResourceClasses(LoadBalancer.class)
                    .withOutput(output)
                    .generate();
            // The model's limits are floating-point numbers, what is meant is whole; and a bare True is a truth value to the server.
            String generated = output.bytes
                    .toString(StandardCharsets.UTF_8)
                    .replaceAll("(?m)(minimum|maximum): (\\d+)\\.0$", "$1: $2")
                    .replaceAll("(?m)- (True|False)$", "- \"$1\"");
            return "# Made from the classes of operator/api and dataplane/contract: see CrdTest.\n" + generated.replaceFirst("(?s)^.*?(?=apiVersion:)", "");
        }
    }

    private static final class Decorate implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata resource, String version) {
            CustomResourceDefinitionVersion only =
                    ((CustomResourceDefinition) resource).getSpec().getVersions().getFirst();
            JSONSchemaProps root = only.getSchema().getOpenAPIV3Schema();
            SchemaDecorator.decorate(LoadBalancerSpec.class, SchemaDecorator.field(root, "spec"));
            SchemaDecorator.decorate(LoadBalancerStatus.class, SchemaDecorator.field(root, "status"));
            root.setDescription("A load balancer: ports that are listened on, and the endpoints that serve them.");
            root.setRequired(List.of("spec"));
            root.setXKubernetesValidations(List.of(name()));
            only.setSubresources(new CustomResourceSubresources(
                    new CustomResourceSubresourceScale(".status.selector", ".spec.scaling.replicas", ".status.replicas"),
                    new CustomResourceSubresourceStatus()));
            List<String> order = List.of("Class", "Address", "Programmed", "Ready", "Age", "Accepted", "Resolved", "Backends", "Acked", "Digest");
            only.getAdditionalPrinterColumns().sort(Comparator.comparingInt(column -> order.indexOf(column.getName())));
            // The server leaves a zero out; were it in the file, each apply would seem to change it.
            only.getAdditionalPrinterColumns().stream()
                    .filter(column -> column.getPriority() == 0)
                    .forEach(column -> column.setPriority(null));
            return resource;
        }

        private static ValidationRule name() {
            return new ValidationRuleBuilder()
                    .withRule("self.metadata.name.size() <= " + ManifestReader.NAME_LENGTH + " && self.metadata.name.matches('" + ManifestReader.NAME + "')")
                    .withMessageExpression("'metadata.name \"%s\" does not fit: expected " + ManifestReader.NAME_EXPECTED + "'.format([self.metadata.name])")
                    .build();
        }
    }

    private static final class Output implements CRDOutput<ByteArrayOutputStream> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public ByteArrayOutputStream outputFor(String name) {
            return bytes;
        }

        @Override
        public void close() {}
    }
}
