package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps as many pods of a Deployment's template as it asks for. Without ReplicaSets in between: a pod carries the hash of the template it was
 * made from. A new template is rolled out one pod at a time, never with fewer ready pods than asked for.
 */
final class DeploymentController implements AutoCloseable {
    private static final String HASH = "pod-template-hash";

    private final KubernetesClient client;
    private final SharedIndexInformer<Deployment> deployments;
    private final SharedIndexInformer<Pod> pods;
    private final Loop loop = new Loop("deployments", this::reconcile);
    /** Asked for, but perhaps not in the informer yet: without it a pod would be made twice. */
    private final Set<String> created = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();

    DeploymentController(KubernetesClient client, SharedIndexInformer<Deployment> deployments, SharedIndexInformer<Pod> pods) {
        this.client = client;
        this.deployments = deployments;
        this.pods = pods;
        deployments.addEventHandler(loop.wakes());
        pods.addEventHandler(loop.wakes());
        loop.start();
    }

    private void reconcile() {
        List<Pod> known = pods.getStore().list();
        known.forEach(pod -> created.remove(pod.getMetadata().getName()));
        deleted.retainAll(known.stream().map(pod -> pod.getMetadata().getUid()).toList());
        for (Deployment deployment : deployments.getStore().list()) {
            if (deployment.getMetadata().getDeletionTimestamp() == null) {
                reconcile(deployment, known);
            }
        }
    }

    private void reconcile(Deployment deployment, List<Pod> all) {
        String hash = Integer.toHexString(Serialization.asJson(deployment.getSpec().getTemplate()).hashCode());
        List<Pod> mine = all.stream()
                .filter(pod -> Pods.owned(pod, deployment) && !Pods.terminating(pod))
                .filter(pod -> !deleted.contains(pod.getMetadata().getUid()))
                .sorted(Comparator.comparing(Pods::ready).thenComparing(pod -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder()))
                .toList();
        List<Pod> fresh = mine.stream().filter(pod -> hash.equals(pod.getMetadata().getLabels().get(HASH))).toList();
        List<Pod> stale = new ArrayList<>(mine);
        stale.removeAll(fresh);
        int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        String prefix = deployment.getMetadata().getName() + "-" + hash + "-";
        long coming = fresh.size() + created.stream().filter(name -> name.startsWith(prefix)).count();

        long surge = stale.isEmpty() ? wanted : Math.max(1, (wanted + 3) / 4);
        long room = stale.isEmpty() ? wanted - coming : Math.min(wanted - coming, wanted + surge - coming - stale.size());
        for (long i = 0; i < room; i++) {
            create(deployment, hash, prefix);
        }
        fresh.stream().limit(Math.max(0, fresh.size() - wanted)).forEach(this::delete);
        long ready = mine.stream().filter(Pods::ready).count();
        for (Pod pod : stale) {
            if (!Pods.ready(pod)) {
                delete(pod);
            } else if (ready > wanted) {
                ready--;
                delete(pod);
            }
        }
        report(deployment, mine, fresh);
    }

    private void create(Deployment deployment, String hash, String prefix) {
        ObjectMeta template = Objects.requireNonNullElseGet(deployment.getSpec().getTemplate().getMetadata(), ObjectMeta::new);
        Map<String, String> labels = new HashMap<>(Objects.requireNonNullElse(template.getLabels(), Map.of()));
        labels.put(HASH, hash);
        String name = prefix + Names.random();
        created.add(name);
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(template.getAnnotations())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName(deployment.getMetadata().getName())
                .withUid(deployment.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .editSpec()
                .withNodeName(Node.NAME)
                .endSpec()
                .build();
        try {
            client.resource(pod).create();
        } catch (RuntimeException e) {
            created.remove(name);
            throw e;
        }
    }

    private void delete(Pod pod) {
        deleted.add(pod.getMetadata().getUid());
        client.resource(pod).withGracePeriod(grace(pod)).delete();
    }

    private static long grace(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), 30L);
    }

    private void report(Deployment deployment, List<Pod> mine, List<Pod> fresh) {
        int ready = (int) mine.stream().filter(Pods::ready).count();
        int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        DeploymentStatus status = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(mine.size())
                .withUpdatedReplicas(fresh.size())
                .withReadyReplicas(ready)
                .withAvailableReplicas(ready)
                .withUnavailableReplicas(Math.max(0, wanted - ready))
                .addNewCondition()
                .withType("Available")
                .withStatus(ready >= wanted ? "True" : "False")
                .withReason(ready >= wanted ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable")
                .endCondition()
                .build();
        if (!status.equals(deployment.getStatus())) {
            client.resource(deployment).editStatus(current -> {
                current.setStatus(status);
                return current;
            });
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
