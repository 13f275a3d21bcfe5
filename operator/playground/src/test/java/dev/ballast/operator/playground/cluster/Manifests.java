package dev.ballast.operator.playground.cluster;

/** What users write. */
final class Manifests {
    /** The image that holds the program {@code ballast}: the dataplane of the chart's own version. */
    static final String IMAGE = System.getProperty("ballast.image", "ballast/dataplane:0.1.0-SNAPSHOT");

    private Manifests() {}

    /** The smallest useful LoadBalancer: port 80 to port 8080 of a Service. */
    static String loadBalancer(String name, String service) {
        return """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: %s}
                spec:
                  listeners: [{name: web, port: 80, protocol: HTTP, backend: %s}]
                  backends: [{name: %s, service: {name: %s, port: 8080}}]
                """
                .formatted(name, service, service, service);
    }

    /** A Deployment and a Service of echo pods that say their pod's name, and their Deployment's name with it. */
    static String echo(String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {echo: %1$s}}
                  template:
                    metadata: {labels: {echo: %1$s}}
                    spec:
                      automountServiceAccountToken: false
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: echo
                        image: %3$s
                        imagePullPolicy: IfNotPresent
                        args: [echo, --name=$(POD), --http=8080]
                        env:
                        - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                        - {name: JAVA_TOOL_OPTIONS, value: -XX:TieredStopAtLevel=1}
                        ports: [{containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1, timeoutSeconds: 5}
                        resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {memory: 128Mi}}
                        securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec:
                  selector: {echo: %1$s}
                  ports: [{port: 8080}]
                """
                .formatted(name, replicas, IMAGE);
    }
}
