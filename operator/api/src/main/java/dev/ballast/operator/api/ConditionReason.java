package dev.ballast.operator.api;

/** Why a condition is what it is. The words are Gateway API's where the meaning is. {@link ConditionType} says which go with which. */
public enum ConditionReason {
    Accepted,
    /** The spec as a whole cannot be carried out, or the pods refused it. */
    Invalid,
    /** Some listeners are left out; the message names them. */
    ListenersNotValid,
    /** An object of a name that is needed exists and is not ours. */
    NameConflict,
    ResolvedRefs,
    /** A Secret is missing, of the wrong type, or its key does not fit its certificate. */
    InvalidCertificateRef,
    InvalidCACertificateRef,
    /** A Service, or its port, does not exist. */
    BackendNotFound,
    /** A fixed address is one that pods must not be sent to. */
    RefNotPermitted,
    Programmed,
    /** Not yet. */
    Pending,
    /** No pod is Ready, or none is wanted. */
    NoResources,
    /** A pod could not bind a listener's port. */
    PortUnavailable,
    Current,
    /** Some pod's endpoints are older than 5 s. */
    Lagging,
    AddressAssigned,
    AllBackendsAvailable,
    /** No backend has an endpoint that is ready. */
    NoReadyEndpoints,
    /** Some backends have no endpoint that is ready; the message names them. */
    SomeBackendsUnavailable
}
