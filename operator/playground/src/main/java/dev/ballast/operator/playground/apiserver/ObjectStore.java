package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects, kept by fabric8's mock: a map from an object's attributes to its JSON. Used directly, without the mock's web server. Whoever
 * calls holds the registry's lock.
 */
final class ObjectStore extends KubernetesCrudDispatcher {
    private static final Comparator<ObjectNode> BY_NAME = Comparator.comparing(
                    (ObjectNode object) -> Json.text(object, "/metadata/namespace"))
            .thenComparing(object -> Json.text(object, "/metadata/name"));

    private long version;

    /** The version of the newest change. */
    long version() {
        return version;
    }

    @Override
    public long requestResourceVersion() {
        version = super.requestResourceVersion();
        return version;
    }

    /** A copy, which the caller may change. */
    Optional<ObjectNode> find(Location at) {
        return Optional.ofNullable(findResource(getKey(at.path()))).map(entry -> Json.read(entry.getValue()));
    }

    /** Copies of all objects of a kind, by namespace and name; an empty namespace means all of them. */
    List<ObjectNode> list(ResourceType type, String namespace) {
        AttributeSet query = getKey(Location.collection(type, namespace));
        return getMap().entrySet().stream()
                .filter(entry -> entry.getKey().matches(query))
                .map(entry -> Json.read(entry.getValue()))
                .sorted(BY_NAME)
                .toList();
    }

    /** Gives the object a new version and keeps it. */
    void save(Location at, ObjectNode object) {
        Json.metadata(object).put("resourceVersion", Long.toString(requestResourceVersion()));
        AttributeSet key = getKey(at.path());
        processEvent(at.path(), key, oldKey(key), null, object.toString());
    }

    /** Deleting is a change too and takes a version. */
    void delete(Location at) {
        requestResourceVersion();
        AttributeSet key = getKey(at.path());
        processEvent(at.path(), key, oldKey(key), null, null);
    }

    @SuppressWarnings("NullAway") // the mock's own convention: null when there was none
    private AttributeSet oldKey(AttributeSet key) {
        Map.Entry<AttributeSet, String> entry = findResource(key);
        return entry == null ? null : entry.getKey();
    }
}
