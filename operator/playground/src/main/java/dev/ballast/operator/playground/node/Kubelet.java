package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs the pods that are bound to this node, each by a worker of its own. */
final class Kubelet implements AutoCloseable {
    private final KubernetesClient client;
    private final Program program;
    private final Path root;
    private final SharedIndexInformer<Secret> secrets;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final AtomicInteger addresses = new AtomicInteger();

    Kubelet(KubernetesClient client, Program program, Path root, SharedIndexInformer<Pod> pods, SharedIndexInformer<Secret> secrets) {
        this.client = client;
        this.program = program;
        this.root = root;
        this.secrets = secrets;
        secrets.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Secret secret) {
                workers.values().forEach(PodWorker::wake);
            }

            @Override
            public void onUpdate(Secret before, Secret after) {
                workers.values().forEach(PodWorker::wake);
            }

            @Override
            public void onDelete(Secret secret, boolean unknown) {}
        });
        pods.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                seen(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                seen(after);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                PodWorker worker = workers.remove(pod.getMetadata().getUid());
                if (worker != null) {
                    worker.gone();
                }
            }
        });
    }

    private void seen(Pod pod) {
        if (Node.NAME.equals(pod.getSpec().getNodeName())) {
            workers.computeIfAbsent(pod.getMetadata().getUid(), uid -> worker(pod)).update(pod);
        }
    }

    private PodWorker worker(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return new PodWorker(
                client,
                program,
                root.resolve(namespace).resolve(pod.getMetadata().getName()),
                address(addresses.incrementAndGet()),
                pod,
                name -> secret(namespace, name));
    }

    /** {@code 127.1.0.1} and up: no address is used twice, so that nothing can be taken for what was there before. */
    private static String address(int number) {
        return "127.1." + (number >> 8 & 255) + "." + (number & 255);
    }

    private @Nullable Secret secret(String namespace, String name) {
        return secrets.getStore().getByKey(namespace + "/" + name);
    }

    /** Ends the process of a pod without notice. */
    void crash(String uid) {
        PodWorker worker = workers.get(uid);
        if (worker == null) {
            throw new IllegalArgumentException("no pod with UID " + uid + " runs here");
        }
        worker.crash();
    }

    @Override
    public void close() {
        workers.values().forEach(PodWorker::stop);
        workers.values().forEach(PodWorker::close);
    }
}
