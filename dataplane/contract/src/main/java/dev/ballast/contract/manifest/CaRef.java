package dev.ballast.contract.manifest;

/** Certificates of authorities, in the namespace of the LoadBalancer; standalone, in the same file. */
@Doc("A ConfigMap or Secret in the same namespace, with certificates of authorities in its entry ca.crt.")
public record CaRef(
        @Doc("What it is.") @Default("ConfigMap") Kind kind,
        @Doc("Its name.") @Required @Text(maxLength = 253, pattern = LoadBalancerSpec.DNS_SUBDOMAIN, expected = "a DNS subdomain")
        String name) {
    /** The entry that holds the certificates. */
    public static final String ENTRY = "ca.crt";

    public CaRef {
        kind = kind == null ? Kind.ConfigMap : kind;
    }

    /** What may hold certificates. */
    public enum Kind {
        ConfigMap,
        Secret
    }

    /** {@code ConfigMap/clients-ca}. */
    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
