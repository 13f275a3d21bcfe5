package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a kubelet says of a pod. */
record StatusOfPod(Pod pod, String address, Instant since) {

    PodStatus of(PodProcess process, boolean ready, List<String> missingSecrets) {
        Container container = PodWorker.container(pod);
        boolean started = process.starts() > 0;
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(started ? "Running" : "Pending")
                .withStartTime(time())
                .withHostIP("127.0.0.1")
                .withConditions(Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                        .map(type -> condition(type, ready || type.equals("PodScheduled") || (started && type.equals("Initialized"))))
                        .toList())
                .addNewContainerStatus()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(ready)
                .withStarted(process.alive())
                .withRestartCount(Math.max(0, process.starts() - 1))
                .withState(state(process, missingSecrets))
                .endContainerStatus();
        return started ? status.withPodIP(address).addNewPodIP(address).build() : status.build();
    }

    private ContainerState state(PodProcess process, List<String> missingSecrets) {
        if (process.alive()) {
            return new ContainerStateBuilder().withNewRunning().withStartedAt(time()).endRunning().build();
        }
        return missingSecrets.isEmpty()
                ? waiting(process.starts() == 0 ? "ContainerCreating" : "CrashLoopBackOff", "exit code " + process.exitCode())
                : waiting("ContainerCreating", "waiting for Secrets " + missingSecrets);
    }

    private static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder().withNewWaiting().withReason(reason).withMessage(message).endWaiting().build();
    }

    private PodCondition condition(String type, boolean is) {
        // Keeps the time of the last transition, which only the API server's copy remembers across reports.
        Map<String, PodCondition> old = pod.getStatus() == null
                ? Map.of()
                : pod.getStatus().getConditions().stream()
                        .collect(Collectors.toMap(PodCondition::getType, condition -> condition));
        String status = is ? "True" : "False";
        PodCondition before = old.get(type);
        String time = before != null && before.getStatus().equals(status) ? before.getLastTransitionTime() : now();
        return new PodConditionBuilder().withType(type).withStatus(status).withLastTransitionTime(time).build();
    }

    private String time() {
        return since.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
