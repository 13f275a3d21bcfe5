package dev.ballast.contract.manifest;

/** A Secret in the namespace of the LoadBalancer; standalone, a Secret document in the same file. */
@Doc("A Secret in the same namespace.")
public record SecretRef(
        @Doc("Name of the Secret.") @Required @Text(maxLength = 253, pattern = LoadBalancerSpec.DNS_SUBDOMAIN, expected = "a DNS subdomain")
        String name) {}
