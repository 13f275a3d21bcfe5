package dev.ballast.contract.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Sensitive;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a JSON tree to a record, strictly: a component that is not marked {@link Nullable} must be there, a field that is no component must
 * not. It knows records, sealed families of records (told apart by the first component that each must have), enums, lists, maps by string, text, whole
 * numbers and booleans, and nothing else: no type is ever named by the bytes. Every problem is found, not the first one only.
 */
final class Binder {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final List<Problem> problems = new ArrayList<>();

    private Binder() {}

    static <T> T bind(Class<T> type, JsonNode tree) throws MalformedMessageException {
        Binder binder = new Binder();
        Object value = binder.value(type, tree, "");
        if (value == null || !binder.problems.isEmpty()) {
            throw new MalformedMessageException(binder.problems);
        }
        return type.cast(value);
    }

    /** Null exactly when a problem was noted. */
    private @Nullable Object value(Type type, JsonNode node, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? list(arguments[0], node, path) : map(arguments[1], node, path);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return record(plain, node, path);
        }
        if (plain.isSealed()) {
            return record(member(plain, node), node, path);
        }
        if (plain.isEnum()) {
            return word(plain, node, path);
        }
        if (plain == String.class) {
            return node.isTextual() ? node.textValue() : wrong(node, path, "text");
        }
        if (plain == Sensitive.class) {
            return node.isTextual() ? new Sensitive(node.textValue()) : wrong(node, path, "text");
        }
        if (plain == boolean.class) {
            return node.isBoolean() ? (Object) node.booleanValue() : wrong(node, path, "true or false");
        }
        if (plain == int.class) {
            return node.isIntegralNumber() && node.canConvertToInt() ? (Object) node.intValue() : wrong(node, path, "a whole number");
        }
        if (plain == long.class) {
            return node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : wrong(node, path, "a whole number");
        }
        throw new IllegalStateException(plain + " is not a type of the wire");
    }

    private @Nullable Object record(Class<?> type, JsonNode node, String path) {
        if (!node.isObject()) {
            return wrong(node, path, "an object");
        }
        Shape shape = SHAPES.get(type);
        int before = problems.size();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!shape.names.contains(name)) {
                problems.add(new Problem(
                        join(path, name), Reason.UnknownField, "\"" + name + "\" is not known to this version: expected " + String.join(", ", shape.names)));
            }
        }
        @Nullable Object[] values = new @Nullable Object[shape.names.size()];
        for (int i = 0; i < values.length; i++) {
            String name = shape.names.get(i);
            JsonNode child = node.get(name);
            if (child != null && !child.isNull()) {
                values[i] = value(shape.types.get(i), child, join(path, name));
            } else if (!shape.nullable.get(i)) {
                problems.add(new Problem(join(path, name), Reason.Required, "is missing: expected a value"));
            }
        }
        return problems.size() > before ? null : shape.make(values);
    }

    /** The one of a family that this can be; where it is none of them, the first one says what is wrong. */
    private static Class<?> member(Class<?> family, JsonNode node) {
        Class<?>[] members = family.getPermittedSubclasses();
        return Arrays.stream(members).filter(member -> node.has(SHAPES.get(member).names.getFirst())).findFirst().orElse(members[0]);
    }

    private @Nullable Object list(Type element, JsonNode node, String path) {
        if (!node.isArray()) {
            return wrong(node, path, "a list");
        }
        List<Object> values = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            Object value = value(element, node.get(i), path + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == node.size() ? values : null;
    }

    private @Nullable Object map(Type element, JsonNode node, String path) {
        if (!node.isObject()) {
            return wrong(node, path, "an object");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            Object value = value(element, field.getValue(), join(path, field.getKey()));
            if (value != null) {
                values.put(field.getKey(), value);
            }
        });
        return values.size() == node.size() ? values : null;
    }

    private @Nullable Object word(Class<?> type, JsonNode node, String path) {
        Object[] words = type.getEnumConstants();
        for (Object word : words) {
            if (node.isTextual() && ((Enum<?>) word).name().equals(node.textValue())) {
                return word;
            }
        }
        return wrong(node, path, "one of " + Arrays.toString(words));
    }

    /** The value itself is not quoted where it is text: it may be a secret that stands in the wrong place. */
    private @Nullable Object wrong(JsonNode node, String path, String expected) {
        String found = node.isNumber() || node.isBoolean() || node.isNull() ? node.asText() : kind(node.getNodeType());
        problems.add(new Problem(path, Reason.InvalidValue, found + " stands here: expected " + expected));
        return null;
    }

    private static String kind(JsonNodeType type) {
        return switch (type) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "a text";
            default -> "nothing";
        };
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** What a record is made of, looked up once. */
    private record Shape(List<String> names, List<Type> types, List<Boolean> nullable, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] raw = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(raw);
                return new Shape(
                        Arrays.stream(components).map(RecordComponent::getName).toList(),
                        Arrays.stream(components).map(RecordComponent::getGenericType).toList(),
                        Arrays.stream(components)
                                .map(component -> component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                                .toList(),
                        constructor);
            } catch (NoSuchMethodException impossible) {
                throw new IllegalStateException("a record has its canonical constructor", impossible);
            }
        }

        Object make(@Nullable Object[] values) {
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException | InstantiationException | IllegalAccessException impossible) {
                throw new IllegalStateException("a record of the wire takes every value of its types", impossible);
            }
        }
    }
}
