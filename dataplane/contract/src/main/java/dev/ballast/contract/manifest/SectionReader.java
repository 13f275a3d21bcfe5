package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Reason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * From YAML nodes to the records of this package, driven by their annotations alone: what the resource's schema refuses in a cluster is
 * refused here, with a line. One use a document.
 *
 * <p>What is bad is left out at the smallest place that can go without changing what the rest means. A section in which nothing is required
 * goes on with a field's default; one that requires something is left out itself, as an element of its list, or with what encloses it.
 *
 * <p>It descends only as deep as the records go and into no list that is too long, so that YAML's aliases cannot make it work for long.
 */
final class SectionReader {
    private final Places places;
    private final ScalarReader scalars;
    private final Map<String, Set<String>> lost = new HashMap<>();

    SectionReader(Places places) {
        this.places = places;
        this.scalars = new ScalarReader(places);
    }

    /** The keys of the elements that were left out of the map list at this path. */
    Set<String> lost(String path) {
        return lost.getOrDefault(path, Set.of());
    }

    /** Null when the section cannot be made; then a problem says why. */
    <T extends Record> @Nullable T section(Class<T> type, Node node, String path) {
        places.remember(path, node);
        if (!(node instanceof MappingNode mapping)) {
            places.complain(node, path, Reason.InvalidValue, Scalars.found(node) + ": expected fields: " + String.join(", ", names(type)));
            return null;
        }
        int before = places.complaints();
        Map<String, Node> fields = fields(type, mapping, path);
        boolean good = places.complaints() == before;
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String here = path + "." + component.getName();
            Node value = fields.get(component.getName());
            if (value != null && !Scalars.absent(value)) {
                values[i] = value(component, value, here);
                good &= values[i] != null;
                complete &= values[i] != null || !component.isAnnotationPresent(Required.class);
            } else if (component.isAnnotationPresent(Required.class)) {
                places.complain(node, here, Reason.Required, "is missing: expected " + described(component));
                complete = false;
            }
        }
        return complete && (good || forgiving(type)) ? make(type, values) : null;
    }

    /** Whether the section means something without the field that was bad. */
    private static boolean forgiving(Class<?> type) {
        return type == LoadBalancerSpec.class
                || !type.isAnnotationPresent(Whole.class)
                        && Arrays.stream(type.getRecordComponents()).noneMatch(component -> component.isAnnotationPresent(Required.class));
    }

    /** The known fields; each that is unknown or comes twice is complained about. */
    private Map<String, Node> fields(Class<?> type, MappingNode mapping, String path) {
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple field : mapping.getValue()) {
            String name = Scalars.key(field);
            String here = path + "." + name;
            if (!names(type).contains(name)) {
                places.complain(field.getKeyNode(), here, Reason.UnknownField, unknown(type, name));
            } else if (fields.putIfAbsent(name, field.getValueNode()) != null) {
                places.complain(field.getKeyNode(), here, Reason.Conflict, "\"" + name + "\" is there twice: expected once");
            }
        }
        return fields;
    }

    private static String unknown(Class<?> type, String name) {
        if (name.equals("<<")) {
            return "YAML's merge key is not read here: expected the fields themselves";
        }
        if (NotYet.field(type, name)) {
            return "\"" + name + "\" is not supported by this version: expected " + String.join(", ", names(type));
        }
        return Scalars.quoted(name) + " is not a field: "
                + Spelling.nearest(name, names(type))
                        .map(meant -> "did you mean \"" + meant + "\"?")
                        .orElse("expected " + String.join(", ", names(type)));
    }

    private @Nullable Object value(RecordComponent component, Node node, String path) {
        places.remember(path, node);
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Items items = component.getAnnotation(Items.class);
            if (generic.getRawType() == Map.class) {
                return map(items, component.isAnnotationPresent(Quantity.class), node, path);
            }
            Class<?> element = (Class<?>) arguments[0];
            return element == String.class || element.isEnum()
                    ? texts(component, element, items, node, path)
                    : list(element.asSubclass(Record.class), items, node, path);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() && plain != GepDuration.class && plain != ByteSize.class
                ? section(plain.asSubclass(Record.class), node, path)
                : scalars.read(component, plain, node, path);
    }

    /** The elements; null when it is no list, or one that is too long or too short. */
    private @Nullable List<Node> elements(Items items, Node node, String path) {
        if (!(node instanceof SequenceNode sequence)) {
            places.complain(node, path, Reason.InvalidValue, Scalars.found(node) + ": expected a list");
            return null;
        }
        int size = sequence.getValue().size();
        if (size < items.min() || size > items.max()) {
            places.complain(
                    node, path, Reason.InvalidValue, "has " + size + " elements: expected " + items.min() + " to " + items.max());
            return null;
        }
        return sequence.getValue();
    }

    /** A list of texts, or of words of an enum, counts whole: without a bad one among them the others might mean more than was written, such as every one. */
    private @Nullable List<Object> texts(RecordComponent component, Class<?> type, Items items, Node node, String path) {
        List<Node> elements = elements(items, node, path);
        if (elements == null) {
            return null;
        }
        List<Object> texts = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            String here = path + "[" + i + "]";
            places.remember(here, elements.get(i));
            Object text = scalars.read(component, type, elements.get(i), here);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts.size() == elements.size() ? texts : null;
    }

    private @Nullable List<Record> list(Class<? extends Record> element, Items items, Node node, String path) {
        List<Node> elements = elements(items, node, path);
        if (elements == null) {
            return null;
        }
        List<Record> living = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            Node child = elements.get(i);
            String here = path + "[" + i + "]";
            Record value = section(element, child, here);
            Node key = items.key().isEmpty() ? null : Scalars.child(child, items.key());
            if (key != null && !keys.add(Scalars.asWritten(key))) {
                places.complain(
                        key, here + "." + items.key(), Reason.Conflict,
                        Scalars.quoted(Scalars.asWritten(key)) + " is there twice: expected a " + items.key() + " of its own for each");
            } else if (value != null) {
                living.add(value);
                indices.add(i);
            } else if (key != null) {
                lost.computeIfAbsent(path, list -> new HashSet<>()).add(Scalars.asWritten(key));
            }
        }
        places.kept(path, indices);
        boolean whole = element.isAnnotationPresent(Whole.class);
        return living.size() < items.min() || whole && living.size() < elements.size() ? null : living;
    }

    private @Nullable Map<String, String> map(Items items, boolean quantities, Node node, String path) {
        if (!(node instanceof MappingNode mapping)) {
            places.complain(node, path, Reason.InvalidValue, Scalars.found(node) + ": expected names and values");
            return null;
        }
        if (mapping.getValue().size() > items.max()) {
            places.complain(
                    node, path, Reason.InvalidValue,
                    "has " + mapping.getValue().size() + " entries: expected at most " + items.max());
            return null;
        }
        Map<String, String> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String name = Scalars.key(entry);
            String here = path + "." + name;
            String value = quantities ? scalars.quantity(entry.getValueNode(), here) : scalars.anyText(entry.getValueNode(), here);
            if (value != null && entries.putIfAbsent(name, value) != null) {
                places.complain(entry.getKeyNode(), here, Reason.Conflict, Scalars.quoted(name) + " is there twice: expected once");
            }
        }
        return entries;
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    /** To be read after "expected". */
    private static String described(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == List.class) {
            return "a list of at least " + component.getAnnotation(Items.class).min();
        }
        return type.isRecord() ? "fields: " + String.join(", ", names(type)) : ScalarReader.expected(component, type);
    }

    private static <T extends Record> T make(Class<T> type, @Nullable Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException | NoSuchMethodException | InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(type + " takes every value that its annotations allow", impossible);
        }
    }
}
