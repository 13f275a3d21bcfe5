package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The Kubernetes objects made for a LoadBalancer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("The Kubernetes objects made for this load balancer.")
public record InfrastructureSpec(
        @Doc("The Service that carries the traffic to the pods.") @Nullable TrafficServiceSpec service,
        @Doc("The dataplane pods.") @Nullable DataplanePodSpec pod) {}
