package dev.ballast.operator.controller.publish;

/**
 * A dataplane pod to deliver to.
 *
 * @param name of the pod
 * @param uid of the pod; a pod of the same name and another UID is another target
 * @param host its address, a literal
 * @param port of its channel
 * @param ready whether the cluster calls it Ready; never while it goes
 * @param going whether it was told to go: it drains, is still delivered to, and does not count
 */
public record Target(String name, String uid, String host, int port, boolean ready, boolean going) {}
