package dev.ballast.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ballast.contract.manifest.Default;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is absent from an element of a list stays absent. Kubectl's patch of a custom resource has a list whole: with defaults in it that the file has not,
 * the same file applied again would be a change each time, and what compares a file with the cluster would see a difference for ever. The records' constructors have
 * the same defaults, and rules that read such a field are written so that they know them.
 */
final class AbsentInLists {
    private static final String MEANS = " Default: ";
    private static final Pattern TOLD = Pattern.compile(MEANS + "(.*)\\.$");

    private AbsentInLists() {}

    /** Takes the defaults out of the schema of an element, and of the sections in it. */
    static void leave(Class<?> type, JSONSchemaProps schema) {
        for (RecordComponent component : type.getRecordComponents()) {
            JSONSchemaProps property = SchemaDecorator.field(schema, component.getName());
            Default value = component.getAnnotation(Default.class);
            if (value != null) {
                property.setDefault(null);
                property.setDescription(property.getDescription() + MEANS + value.value() + ".");
                know("self." + component.getName(), value, schema);
            } else if (component.getType().isRecord() && property.getProperties() != null && !property.getProperties().isEmpty()) {
                leave(component.getType(), property);
                for (RecordComponent inner : component.getType().getRecordComponents()) {
                    know("self." + component.getName() + "." + inner.getName(), inner.getAnnotation(Default.class), schema);
                }
            }
        }
    }

    /** The rules of a schema come to the same where this field is absent as where it has its default. */
    private static void know(String field, @Nullable Default value, JSONSchemaProps schema) {
        if (value == null || schema.getXKubernetesValidations() == null) {
            return;
        }
        Pattern read = Pattern.compile(Pattern.quote(field) + "\\b");
        String known = Matcher.quoteReplacement("(has(" + field + ") ? " + field + " : " + literal(SchemaDecorator.yaml(value.value())) + ")");
        schema.getXKubernetesValidations().forEach(rule -> {
            rule.setRule(read.matcher(rule.getRule()).replaceAll(known));
            rule.setMessageExpression(read.matcher(rule.getMessageExpression()).replaceAll(known));
        });
    }

    private static String literal(JsonNode value) {
        return value.isTextual() ? "'" + value.textValue() + "'" : value.toString();
    }

    /** What a field has where nothing is written, for a person; empty where that is nothing. */
    static String meaning(JSONSchemaProps field) {
        Matcher told = TOLD.matcher(Objects.requireNonNullElse(field.getDescription(), ""));
        if (told.find()) {
            return told.group(1).replace("\"", "");
        }
        return field.getDefault() == null ? "" : field.getDefault().toString().replace("\"", "");
    }

    /** A field's description without that. */
    static String description(JSONSchemaProps field) {
        return TOLD.matcher(Objects.requireNonNullElse(field.getDescription(), "")).replaceFirst("");
    }
}
