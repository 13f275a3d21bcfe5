package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.Refusal.Cause;
import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import dev.ballast.operator.playground.apiserver.Watches.Change;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What may become of an object: created, changed, deleted, each under one lock and each leaving one change for the watchers. A change that
 * changes nothing leaves none. Any thread may call.
 */
final class Registry {
    private final ReentrantLock lock = new ReentrantLock();
    private final ObjectStore store = new ObjectStore();
    private final BuiltInDefaults defaults = new BuiltInDefaults();
    private final Watches watches = new Watches();
    private final ResourceTypes types;
    private final InstantSource clock;
    private final Runnable onRemoval;

    /** @param onRemoval called, under the lock, when an object is gone */
    Registry(ResourceTypes types, InstantSource clock, Runnable onRemoval) {
        this.types = types;
        this.clock = clock;
        this.onRemoval = onRemoval;
    }

    /**
     * How a write is meant.
     *
     * @param subresource empty, or {@code status}
     * @param dryRun everything is checked and answered, nothing is kept
     * @param strict unknown fields are refused instead of removed
     */
    record Intent(String subresource, boolean dryRun, boolean strict) {
        static final Intent PLAIN = new Intent("", false, false);

        boolean status() {
            return subresource.equals("status");
        }
    }

    /** Objects and the version at which they were read. */
    record Page(long version, List<ObjectNode> items) {}

    ObjectNode get(Location at) {
        return find(at).orElseThrow(() -> Refusal.notFound(at.type(), at.name()));
    }

    Optional<ObjectNode> find(Location at) {
        return locked(() -> store.find(at));
    }

    Page list(ResourceType type, String namespace, Selection selection) {
        return locked(() -> new Page(
                store.version(), store.list(type, namespace).stream().filter(selection::matches).toList()));
    }

    /** @param since 0 or less: begin with what is there now */
    Watches.Watch watch(ResourceType type, String namespace, Selection selection, long since) {
        return locked(() -> {
            Watches.Watch watch = watches.open(type, namespace, selection, since > 0 ? since : store.version());
            if (since <= 0) {
                store.list(type, namespace).stream().filter(selection::matches).forEach(watch::add);
            }
            return watch;
        });
    }

    void closeWatches() {
        watches.close();
    }

    ObjectNode create(ResourceType type, String namespace, ObjectNode body, Intent intent) {
        return locked(() -> {
            ObjectNode object = body.deepCopy();
            String name = named(object);
            checkIdentity(type, namespace, name, object);
            Location at = type.at(namespace, name);
            if (store.find(at).isPresent()) {
                throw Refusal.alreadyExists(type, name);
            }
            if (type.namespaced() && store.find(types.get("", "namespaces").at("", namespace)).isEmpty()) {
                throw Refusal.notFound(types.get("", "namespaces"), namespace);
            }
            if (type.status()) {
                object.remove("status");
            }
            defaults.fill(type, object);
            checkSchema(at, object, intent);
            ObjectNode metadata = Json.metadata(object);
            if (type.namespaced()) {
                metadata.put("namespace", namespace);
            }
            metadata.put("uid", UUID.randomUUID().toString());
            metadata.put("creationTimestamp", now());
            metadata.put("generation", 1);
            metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
            return keep(at, null, object, intent);
        });
    }

    ObjectNode replace(Location at, ObjectNode body, Intent intent) {
        return change(at, current -> body.deepCopy(), intent);
    }

    /** Applies {@code patch} to what is stored; an empty object is handed in, and the result created, where nothing is and {@code create}. */
    ObjectNode patch(Location at, boolean create, Function<ObjectNode, ObjectNode> patch, Intent intent) {
        return locked(() -> {
            if (create && !intent.status() && store.find(at).isEmpty()) {
                return create(at.type(), at.namespace(), patch.apply(Json.object()), intent);
            }
            return change(at, patch, intent);
        });
    }

    private ObjectNode change(Location at, Function<ObjectNode, ObjectNode> patch, Intent intent) {
        return locked(() -> {
            ObjectNode current = get(at);
            ObjectNode wanted = patch.apply(current);
            checkIdentity(at.type(), at.namespace(), at.name(), wanted);
            checkPreconditions(at, current, wanted);
            ObjectNode next = intent.status() ? withStatus(current, wanted) : withoutStatus(at.type(), current, wanted);
            keepServersMetadata(at.type(), current, next);
            if (!intent.status()) {
                defaults.fill(at.type(), next);
            }
            checkSchema(at, next, intent);
            if (sameBut(current, next)) {
                return current;
            }
            if (!intentOf(current).equals(intentOf(next))) {
                Json.metadata(next).put("generation", current.at("/metadata/generation").asLong() + 1);
            }
            ObjectNode kept = keep(at, current, next, intent);
            if (kept.at("/metadata").has("deletionTimestamp") && kept.at("/metadata/finalizers").isEmpty() && !graceful(at, kept)) {
                remove(at, kept);
            }
            return kept;
        });
    }

    /** A pod that runs ends gracefully: whoever runs it deletes it again, with a grace period of 0. */
    private static boolean graceful(Location at, ObjectNode object) {
        return at.type().kind().equals("Pod") && object.at("/spec").has("nodeName");
    }

    /**
     * Deletes, or only marks for deletion where a finalizer or a running pod wants to be waited for.
     *
     * @param options {@code DeleteOptions}, perhaps empty
     * @return what is left of the object; empty when it is gone
     */
    Optional<ObjectNode> delete(Location at, JsonNode options) {
        return locked(() -> {
            ObjectNode current = get(at);
            String uid = Json.text(options, "/preconditions/uid");
            if (!uid.isEmpty() && !uid.equals(Json.text(current, "/metadata/uid"))) {
                throw Refusal.conflict(at.type(), at.name(), "the UID in the precondition is not the object's");
            }
            String version = Json.text(options, "/preconditions/resourceVersion");
            if (!version.isEmpty() && !version.equals(Json.text(current, "/metadata/resourceVersion"))) {
                throw Refusal.conflict(at.type(), at.name(), "the resourceVersion in the precondition is not the object's");
            }
            boolean wait = !current.at("/metadata/finalizers").isEmpty()
                    || (graceful(at, current) && options.path("gracePeriodSeconds").asInt(30) > 0);
            if (!wait) {
                remove(at, current);
                return Optional.empty();
            }
            if (current.at("/metadata").has("deletionTimestamp")) {
                return Optional.of(current);
            }
            ObjectNode marked = current.deepCopy();
            Json.metadata(marked).put("deletionTimestamp", now());
            if (graceful(at, current)) {
                int grace = options.path("gracePeriodSeconds").asInt(current.at("/spec/terminationGracePeriodSeconds").asInt(30));
                Json.metadata(marked).put("deletionGracePeriodSeconds", grace);
            }
            return Optional.of(keep(at, current, marked, Intent.PLAIN));
        });
    }

    private void remove(Location at, ObjectNode last) {
        store.delete(at);
        if (at.type().kind().equals("CustomResourceDefinition")) {
            types.forget(last);
        }
        watches.publish(new Change(store.version(), at, last, null));
        onRemoval.run();
    }

    private ObjectNode keep(Location at, @Nullable ObjectNode before, ObjectNode object, Intent intent) {
        if (intent.dryRun()) {
            return object;
        }
        store.save(at, object);
        if (at.type().kind().equals("CustomResourceDefinition")) {
            types.define(object);
        }
        watches.publish(new Change(store.version(), at, before, object.deepCopy()));
        return object;
    }

    private static String named(ObjectNode object) {
        ObjectNode metadata = Json.metadata(object);
        if (!metadata.has("name") && metadata.has("generateName")) {
            String random = UUID.randomUUID().toString();
            metadata.put("name", metadata.get("generateName").asText() + random.substring(random.length() - 5));
        }
        return metadata.path("name").asText();
    }

    private static void checkIdentity(ResourceType type, String namespace, String name, ObjectNode object) {
        String kind = Json.text(object, "/kind");
        String version = Json.text(object, "/apiVersion");
        if (kind.isEmpty() && version.isEmpty()) {
            object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
        } else if (!kind.equals(type.kind()) || !version.equals(type.apiVersion())) {
            throw Refusal.badRequest("the object is a " + version + " " + kind + ": expected " + type.apiVersion() + " " + type.kind());
        }
        if (name.isEmpty()) {
            throw Refusal.invalid(type, "", List.of(new Cause("FieldValueRequired", "metadata.name", "Required value: name or generateName is required")));
        }
        if (!Json.text(object, "/metadata/name").equals(name)) {
            throw Refusal.badRequest("the name of the object (" + Json.text(object, "/metadata/name") + ") does not match the name on the URL (" + name + ")");
        }
        String own = Json.text(object, "/metadata/namespace");
        if (type.namespaced() && !own.isEmpty() && !own.equals(namespace)) {
            throw Refusal.badRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void checkPreconditions(Location at, ObjectNode current, ObjectNode wanted) {
        String uid = Json.text(wanted, "/metadata/uid");
        if (!uid.isEmpty() && !uid.equals(Json.text(current, "/metadata/uid"))) {
            throw Refusal.conflict(at.type(), at.name(), "the object was deleted and made again: its UID is another one");
        }
        String version = Json.text(wanted, "/metadata/resourceVersion");
        if (!version.isEmpty() && !version.equals(Json.text(current, "/metadata/resourceVersion"))) {
            throw Refusal.conflict(
                    at.type(), at.name(), "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private static ObjectNode withStatus(ObjectNode current, ObjectNode wanted) {
        ObjectNode next = current.deepCopy();
        if (wanted.has("status")) {
            next.set("status", wanted.get("status"));
        } else {
            next.remove("status");
        }
        copy(wanted.at("/metadata"), Json.metadata(next), "managedFields");
        return next;
    }

    private static ObjectNode withoutStatus(ResourceType type, ObjectNode current, ObjectNode wanted) {
        if (type.status()) {
            wanted.remove("status");
            copy(current, wanted, "status");
        }
        return wanted;
    }

    private static void keepServersMetadata(ResourceType type, ObjectNode current, ObjectNode next) {
        ObjectNode metadata = Json.metadata(next);
        for (String field : List.of(
                "uid", "resourceVersion", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds")) {
            metadata.remove(field);
            copy(current.at("/metadata"), metadata, field);
        }
        if (type.namespaced()) {
            copy(current.at("/metadata"), metadata, "namespace");
        }
        if (!metadata.has("managedFields")) {
            copy(current.at("/metadata"), metadata, "managedFields");
        }
        if (type.kind().equals("Service") && !next.at("/spec").has("clusterIP")) {
            copy(current.path("spec"), next.withObjectProperty("spec"), "clusterIP");
        }
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        if (from.has(field)) {
            to.set(field, from.get(field).deepCopy());
        }
    }

    /** Equal but for when a manager last applied the same. */
    private static boolean sameBut(ObjectNode current, ObjectNode next) {
        return timeless(current).equals(timeless(next));
    }

    /** What a generation counts: everything but metadata and status. */
    private static ObjectNode intentOf(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove(List.of("metadata", "status"));
        return copy;
    }

    private static ObjectNode timeless(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.at("/metadata/managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
        return copy;
    }

    private static void checkSchema(Location at, ObjectNode object, Intent intent) {
        JsonNode schema = at.type().schema();
        if (schema == null) {
            return;
        }
        StructuralSchema.Findings findings = StructuralSchema.apply(object, schema);
        if (intent.strict() && !findings.unknown().isEmpty()) {
            throw Refusal.badRequest(at.type().kind() + " in version \"" + at.type().version() + "\" cannot be handled as a "
                    + at.type().kind() + ": strict decoding error: "
                    + String.join(", ", findings.unknown().stream().map(field -> "unknown field \"" + field + "\"").toList()));
        }
        if (!findings.causes().isEmpty()) {
            throw Refusal.invalid(at.type(), at.name(), findings.causes());
        }
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** For reading owners: every object of every kind. */
    Map<ResourceType, List<ObjectNode>> everything() {
        return locked(() -> {
            Map<ResourceType, List<ObjectNode>> all = new LinkedHashMap<>();
            types.all().forEach(type -> all.put(type, store.list(type, "")));
            return all;
        });
    }
}
