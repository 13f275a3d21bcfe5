package dev.ballast.contract.manifest;

/** A port of a Service in the namespace of the LoadBalancer. */
@Doc("A port of a Service in the same namespace.")
public record ServiceRef(
        @Doc("Name of the Service.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("Number or name of the Service's port.") @Required PortRef port) {}
