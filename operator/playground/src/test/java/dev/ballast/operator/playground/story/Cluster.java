package dev.ballast.operator.playground.story;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster with an operator in it, as a story sees it. Objects are read and written through {@link #client()}; the rest is what the API
 * server cannot do for a story. Every story works in namespaces of its own, so that stories do not meet.
 */
public interface Cluster extends AutoCloseable {

    /** With every right. Stays the same for the life of the cluster, also while the API server is stopped. */
    KubernetesClient client();

    /** For {@code kubectl --kubeconfig}. */
    Path kubeconfig();

    /** Makes an empty namespace whose name begins with {@code purpose}. It goes with {@link #close()}. */
    String namespace(String purpose);

    /**
     * The image name under which the program {@code ballast} can be started as a pod; {@code ballast echo …} is the backend of every story.
     */
    String image();

    /** Where a client outside reaches a port of a Service of type LoadBalancer. Waits until there is such a place. */
    InetSocketAddress address(String namespace, String service, int port);

    /** Where each ready dataplane pod listens for a listener of a LoadBalancer, past every Service. */
    List<InetSocketAddress> pods(String namespace, String loadBalancer, String listener);

    /** Ends a pod's process without notice, as a crash does; the pod stays and its process is started again. */
    void crash(String namespace, String pod);

    void stopOperator();

    void startOperator();

    /** Whatever the pods need from the API server they must have got by now. */
    void stopApiServer();

    /** With everything that was stored before. */
    void startApiServer();

    @Override
    void close();
}
