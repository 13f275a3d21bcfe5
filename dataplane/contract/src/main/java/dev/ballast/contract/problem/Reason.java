package dev.ballast.contract.problem;

/** Why a part of a manifest or of a snapshot was refused. Closed: the same word stands in conditions, logs and answers. */
public enum Reason {
    /** The text is not YAML, or not a document of a kind that is read here. */
    Malformed,
    /** A field that the resource does not have (or does not have yet). */
    UnknownField,
    /** A field that must be there is not. */
    Required,
    /** A value of the wrong type, outside its range, pattern or list of words. */
    InvalidValue,
    /** Two parts that cannot both stand: a name or a port used twice, two sources of endpoints, … */
    Conflict,
    /** A name that points at a part of the same document which does not exist. */
    UnknownReference,
    /** A Secret that is missing, of the wrong type, or whose key does not fit its certificate. */
    InvalidCertificateRef,
    /** A ConfigMap or Secret with certificates of authorities that is missing, or holds none. */
    InvalidCACertificateRef,
    /** A Service, or a port of it, that does not exist. */
    BackendNotFound,
    /** A reference that is not allowed, such as an address that must not be reached from a cluster. */
    RefNotPermitted,
    /** A listener's port could not be bound. */
    PortUnavailable,
    /** A snapshot needs a feature that this dataplane does not have. */
    UnsupportedFeature,
    /** A snapshot is not newer than the one that runs, or is built on another base. */
    Stale,
    /** A snapshot is meant for another LoadBalancer. */
    WrongOwner,
    /** The bytes of a snapshot do not have the length or the digest that was announced. */
    Corrupt
}
