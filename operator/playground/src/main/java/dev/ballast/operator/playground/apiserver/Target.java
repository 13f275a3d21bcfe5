package dev.ballast.operator.playground.apiserver;

import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import java.util.List;

/**
 * What the path of a request points at.
 *
 * @param namespace empty for all namespaces, and for kinds that have none
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
record Target(ResourceType type, String namespace, String name, String subresource) {
    private static final List<String> OF_NAMESPACES = List.of("status", "finalize");

    Location at() {
        return type.at(namespace, name);
    }

    static Target of(String path, ResourceTypes types) {
        List<String> steps = List.of(path.substring(1).split("/"));
        boolean core = steps.getFirst().equals("api");
        int head = core ? 2 : 3;
        if (steps.size() <= head || !(core || steps.getFirst().equals("apis"))) {
            throw Refusal.noSuchPath();
        }
        String group = core ? "" : steps.get(1);
        String version = steps.get(head - 1);
        List<String> rest = steps.subList(head, steps.size());
        String namespace = "";
        if (rest.size() > 2 && rest.getFirst().equals("namespaces") && !(core && OF_NAMESPACES.contains(rest.get(2)))) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        ResourceType type = types.find(group, version, rest.getFirst()).orElseThrow(Refusal::noSuchPath);
        return new Target(type, namespace, rest.size() > 1 ? rest.get(1) : "", rest.size() > 2 ? rest.get(2) : "");
    }
}
