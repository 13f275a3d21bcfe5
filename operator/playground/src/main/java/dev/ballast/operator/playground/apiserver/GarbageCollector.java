package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is left behind: objects all of whose owners are gone, and what a deleted namespace held. Runs after every deletion, on one
 * thread, until nothing is left to collect.
 */
final class GarbageCollector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

    private final Registry registry;
    private final Semaphore deletions;
    private final Thread thread;

    /** @param deletions a permit for every object that is gone */
    GarbageCollector(Registry registry, Semaphore deletions) {
        this.registry = registry;
        this.deletions = deletions;
        this.thread = Thread.ofVirtual().name("garbage-collector").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                deletions.acquire();
                deletions.drainPermits();
                while (collect()) {
                    Thread.yield();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether something was deleted */
    private boolean collect() {
        Map<ResourceType, List<ObjectNode>> all = registry.everything();
        Set<String> alive = all.values().stream().flatMap(List::stream).map(object -> Json.text(object, "/metadata/uid")).collect(Collectors.toSet());
        Set<String> namespaces = all.entrySet().stream()
                .filter(entry -> entry.getKey().kind().equals("Namespace"))
                .flatMap(entry -> entry.getValue().stream())
                .map(namespace -> Json.text(namespace, "/metadata/name"))
                .collect(Collectors.toSet());
        boolean deleted = false;
        for (Map.Entry<ResourceType, List<ObjectNode>> entry : all.entrySet()) {
            for (ObjectNode object : entry.getValue()) {
                Location at = Location.of(entry.getKey(), object);
                boolean marked = object.at("/metadata").has("deletionTimestamp");
                if (!marked && (orphan(object, alive) || (entry.getKey().namespaced() && !namespaces.contains(at.namespace())))) {
                    delete(at, Json.text(object, "/metadata/uid"));
                    deleted = true;
                }
            }
        }
        return deleted;
    }

    private static boolean orphan(ObjectNode object, Set<String> alive) {
        JsonNode owners = object.at("/metadata/ownerReferences");
        return !owners.isEmpty() && Json.stream(owners).noneMatch(owner -> alive.contains(owner.path("uid").asText()));
    }

    private void delete(Location at, String uid) {
        ObjectNode options = Json.object();
        options.putObject("preconditions").put("uid", uid);
        try {
            registry.delete(at, options);
        } catch (Refusal gone) {
            LOG.debug("{} was not collected: {}", at.path(), gone.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
