package dev.ballast.operator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ballast.contract.manifest.Bounds;
import dev.ballast.contract.manifest.ByteSize;
import dev.ballast.contract.manifest.Default;
import dev.ballast.contract.manifest.Doc;
import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.Items;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.manifest.Quantity;
import dev.ballast.contract.manifest.Required;
import dev.ballast.contract.manifest.Rule;
import dev.ballast.contract.manifest.Text;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts into a generated schema what the generator does not know: the limits, defaults, descriptions and rules that our annotations carry. A record
 * and its schema are walked side by side.
 */
final class SchemaDecorator {
    private static final YAMLMapper YAML = new YAMLMapper();

    private SchemaDecorator() {}

    static void decorate(Class<?> type, JSONSchemaProps schema) {
        Doc doc = type.getAnnotation(Doc.class);
        if (doc != null) {
            schema.setDescription(doc.value());
        }
        List<ValidationRule> rules =
                Arrays.stream(type.getAnnotationsByType(Rule.class)).map(SchemaDecorator::rule).toList();
        schema.setXKubernetesValidations(rules.isEmpty() ? null : rules);
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            component(component, field(schema, component.getName()));
            if (component.isAnnotationPresent(Required.class)) {
                required.add(component.getName());
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    private static void component(RecordComponent component, JSONSchemaProps property) {
        Class<?> type = component.getType();
        if (type == GepDuration.class) {
            plain(property, "string");
            property.setPattern(GepDuration.PATTERN);
            property.setMaxLength(28L);
        } else if (type == ByteSize.class) {
            size(property);
        } else if (type == PortRef.class) {
            portRef(property);
        } else if (type.isRecord()) {
            decorate(type, property);
        } else if (type == List.class) {
            list(component, property);
        } else if (type == Map.class) {
            map(component, property);
        }
        limits(component, property);
        Doc doc = component.getAnnotation(Doc.class);
        property.setDescription(doc == null ? null : doc.value());
        Default value = component.getAnnotation(Default.class);
        property.setDefault(value == null ? null : yaml(value.value()));
    }

    /** Those of a list of texts are the elements'. */
    private static void limits(RecordComponent component, JSONSchemaProps property) {
        Text text = component.getAnnotation(Text.class);
        if (text != null) {
            JSONSchemaProps limited = component.getType() == List.class ? property.getItems().getSchema() : property;
            limited.setMinLength((long) text.minLength());
            limited.setMaxLength((long) text.maxLength());
            limited.setPattern(text.pattern().isEmpty() ? null : text.pattern());
        }
        Bounds bounds = component.getAnnotation(Bounds.class);
        if (bounds != null) {
            property.setMinimum((double) bounds.min());
            property.setMaximum((double) bounds.max());
        }
    }

    private static void size(JSONSchemaProps property) {
        plain(property, null);
        property.setXKubernetesIntOrString(true);
        property.setMinimum(0.0);
        property.setMaximum(999_999_999.0);
        property.setPattern(ByteSize.PATTERN);
        property.setMaxLength(11L);
    }

    private static void portRef(JSONSchemaProps property) {
        plain(property, null);
        property.setXKubernetesIntOrString(true);
        property.setMinimum(1.0);
        property.setMaximum(65535.0);
        property.setMinLength(1L);
        property.setMaxLength((long) PortRef.MAX_NAME_LENGTH);
        property.setPattern(PortRef.NAME);
    }

    private static void list(RecordComponent component, JSONSchemaProps property) {
        Class<?> element = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        Items items = component.getAnnotation(Items.class);
        JSONSchemaProps schema = property.getItems().getSchema();
        property.setMinItems(items.min() == 0 ? null : (long) items.min());
        property.setMaxItems((long) items.max());
        property.setXKubernetesListType(items.key().isEmpty() ? "atomic" : "map");
        property.setXKubernetesListMapKeys(items.key().isEmpty() ? null : List.of(items.key()));
        if (element == Condition.class) {
            condition(schema);
        } else if (element != String.class && !element.isEnum()) {
            decorate(element, schema);
            AbsentInLists.leave(element, schema);
        }
    }

    /** As Kubernetes describes its own conditions. */
    private static void condition(JSONSchemaProps schema) {
        schema.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
        field(schema, "type").setMaxLength(316L);
        field(schema, "reason").setMinLength(1L);
        field(schema, "reason").setMaxLength(1024L);
        field(schema, "message").setMaxLength(32768L);
        field(schema, "status").setEnum(List.of(yaml("\"True\""), yaml("\"False\""), yaml("Unknown")));
        field(schema, "lastTransitionTime").setFormat("date-time");
        field(schema, "observedGeneration").setMinimum(0.0);
    }

    private static void map(RecordComponent component, JSONSchemaProps property) {
        JSONSchemaProps value = new JSONSchemaProps();
        if (component.isAnnotationPresent(Quantity.class)) {
            value.setXKubernetesIntOrString(true);
            value.setMinimum(0.0);
            value.setPattern(Quantity.PATTERN);
            value.setMaxLength(32L);
        } else {
            value.setType("string");
            value.setMaxLength((long) Items.MAX_VALUE_LENGTH);
        }
        property.setMaxProperties((long) component.getAnnotation(Items.class).max());
        property.setAdditionalProperties(new JSONSchemaPropsOrBool(null, value));
    }

    private static void plain(JSONSchemaProps property, @Nullable String type) {
        property.setType(type);
        property.setProperties(null);
        property.setFormat(null);
        property.setRequired(null);
    }

    private static ValidationRule rule(Rule rule) {
        return new ValidationRuleBuilder()
                .withRule(oneLine(rule.value()))
                .withMessageExpression(oneLine(rule.message()))
                .withFieldPath(rule.field().isEmpty() ? null : rule.field())
                .withReason(rule.value().contains("oldSelf") ? "FieldValueForbidden" : "FieldValueInvalid")
                .build();
    }

    private static String oneLine(String expression) {
        return expression.replaceAll("\\s*\\n\\s*", " ").strip();
    }

    static JSONSchemaProps field(JSONSchemaProps schema, String name) {
        JSONSchemaProps field = schema.getProperties().get(name);
        if (field == null) {
            throw new IllegalStateException(name + " has no schema among " + schema.getProperties().keySet());
        }
        return field;
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(text + " is not YAML", broken);
        }
    }
}
