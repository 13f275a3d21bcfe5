package dev.ballast.operator.api;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code FIELDS.md}: every field of the resource, as the schema has it. */
final class FieldsPage {
    private static final String HEAD = """
            # Every field of a LoadBalancer

            Made from the schema, together with the CRD (see [CONTRIBUTING](../../CONTRIBUTING.md)). `kubectl explain loadbalancer.spec --recursive` says the
            same. A field in **bold** is required where its section is there. `[]` stands for each element of a list. Durations are written like `1m30s`. What goes
            beyond one field (a listener for HTTPS needs `tls`, two listeners may not have one port and hostname, …) is refused with a message that names the
            value and what was expected; `ballast check` says it without a cluster.
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private FieldsPage() {}

    static Path file() {
        return Path.of("FIELDS.md");
    }

    static String text() {
        CustomResourceDefinition crd = Serialization.unmarshal(LoadBalancerCrd.yaml(), CustomResourceDefinition.class);
        Map<String, JSONSchemaProps> top =
                crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema().getProperties();
        FieldsPage fields = new FieldsPage();
        fields.section("spec", Objects.requireNonNull(top.get("spec")));
        fields.section("status", Objects.requireNonNull(top.get("status")));
        return fields.page.toString();
    }

    /** One table for each field of the first level that has fields of its own, after one for all of them. */
    private void section(String name, JSONSchemaProps schema) {
        page.append("\n## ").append(name).append('\n');
        table(name, schema, false);
        schema.getProperties().forEach((child, inner) -> {
            JSONSchemaProps element = element(inner);
            if (hasFields(element)) {
                String path = name + '.' + child + (element == inner ? "" : "[]");
                page.append("\n### ").append(path).append('\n');
                table(path, element, true);
            }
        });
    }

    private void table(String path, JSONSchemaProps schema, boolean deep) {
        page.append("\n| field | value | default | what |\n|---|---|---|---|\n");
        rows(path, schema, "", deep);
    }

    private void rows(String path, JSONSchemaProps schema, String prefix, boolean deep) {
        schema.getProperties().forEach((name, field) -> {
            boolean required = schema.getRequired() != null && schema.getRequired().contains(name);
            String meaning = AbsentInLists.meaning(field);
            String shown = "`" + prefix + name + "`";
            page.append("| ").append(required ? "**" + shown + "**" : shown)
                    .append(" | ").append(value(field))
                    .append(" | ").append(meaning.isEmpty() ? "" : "`" + meaning + "`")
                    .append(" | ").append(description(field)).append(" |\n");
            JSONSchemaProps element = element(field);
            boolean repeated = path.startsWith("spec.backends") && name.equals("trafficPolicy");
            if (deep && hasFields(element) && !repeated) {
                rows(path, element, prefix + name + (element == field ? "." : "[]."), true);
            }
        });
    }

    private static String description(JSONSchemaProps field) {
        return AbsentInLists.description(field).replace("\n", " ").replace("|", "\\|");
    }

    private static JSONSchemaProps element(JSONSchemaProps field) {
        return field.getItems() == null || field.getItems().getSchema() == null ? field : field.getItems().getSchema();
    }

    private static boolean hasFields(JSONSchemaProps schema) {
        return schema.getProperties() != null && !schema.getProperties().isEmpty();
    }

    private static String value(JSONSchemaProps field) {
        JSONSchemaProps element = element(field);
        if (element != field) {
            String size = field.getMaxItems() == null ? "" : " of at most " + field.getMaxItems();
            return "list" + size + (hasFields(element) ? "" : ": " + value(element));
        }
        if (field.getEnum() != null && !field.getEnum().isEmpty()) {
            return field.getEnum().stream().map(word -> "`" + word.asText() + "`").collect(joining(", "));
        }
        if (Boolean.TRUE.equals(field.getXKubernetesIntOrString())) {
            return "number or text";
        }
        return switch (Objects.requireNonNullElse(field.getType(), "object")) {
            case "integer" -> "number" + bounds(field);
            case "string" -> "text";
            case "boolean" -> "`true`, `false`";
            default -> hasFields(field) ? "section" : "map";
        };
    }

    private static String bounds(JSONSchemaProps field) {
        List<String> bounds = Stream.of(
                        field.getMinimum() == null ? "" : " from " + field.getMinimum().longValue(),
                        field.getMaximum() == null ? "" : " to " + field.getMaximum().longValue())
                .toList();
        return String.join("", bounds);
    }
}
