package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object.
 *
 * @param group empty for the core group
 * @param status whether status is a subresource: written apart from the rest
 * @param scale where replicas are, when the kind can be scaled
 * @param schema the structural schema; absent for kinds that are built in, whose clients are trusted to know them
 * @param columns what {@code kubectl get} prints between name and age
 */
record ResourceType(
        String group,
        String version,
        String plural,
        String kind,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        boolean status,
        @Nullable ScalePaths scale,
        @Nullable JsonNode schema,
        List<Column> columns) {

    /** JSON pointers into the object; {@code selector} points at a text, or at a {@code matchLabels} holder. */
    record ScalePaths(String specReplicas, String statusReplicas, String selector) {}

    /**
     * A column of a table.
     *
     * @param path JSONPath as a CRD's {@code additionalPrinterColumns} has it
     * @param priority above 0: only with {@code -o wide}
     */
    record Column(String name, String type, String path, int priority) {}

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** As error messages write it: {@code loadbalancers.ballast.dev}. */
    String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    /** The place of one object. */
    Location at(String namespace, String name) {
        return new Location(this, namespaced ? namespace : "", name);
    }

    /**
     * The place of an object.
     *
     * @param namespace empty for a kind that has none
     */
    record Location(ResourceType type, String namespace, String name) {

        static Location of(ResourceType type, JsonNode object) {
            return type.at(Json.text(object, "/metadata/namespace"), Json.text(object, "/metadata/name"));
        }

        String path() {
            return collection(type, namespace) + "/" + name;
        }

        /** Where objects of a kind are kept: events, which have two names, at one place. */
        static String collection(ResourceType type, String namespace) {
            boolean core = type.group.isEmpty() || type.group.equals("events.k8s.io");
            return (core ? "/api/" : "/apis/" + type.group + "/")
                    + type.version
                    + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                    + "/"
                    + type.plural;
        }
    }
}
