package dev.ballast.operator.api;

import java.util.List;

/** The conditions of a LoadBalancer. Each has one reason for being true and a closed list for being false. */
public enum ConditionType {
    /** The spec can be carried out. */
    Accepted(ConditionReason.Accepted, ConditionReason.Invalid, ConditionReason.ListenersNotValid, ConditionReason.NameConflict),
    /** Everything that the spec points at exists and may be used. */
    ResolvedRefs(
            ConditionReason.ResolvedRefs,
            ConditionReason.InvalidCertificateRef,
            ConditionReason.InvalidCACertificateRef,
            ConditionReason.BackendNotFound,
            ConditionReason.RefNotPermitted),
    /** At least one pod is Ready, and every Ready pod runs this configuration (endpoints apart) with its listeners bound. */
    Programmed(
            ConditionReason.Programmed,
            ConditionReason.Pending,
            ConditionReason.NoResources,
            ConditionReason.PortUnavailable,
            ConditionReason.Invalid),
    /** No pod's endpoints are older than 5 s. */
    EndpointsCurrent(ConditionReason.Current, ConditionReason.Lagging),
    /** The traffic Service has an address. */
    AddressAssigned(ConditionReason.AddressAssigned, ConditionReason.Pending),
    /** Every backend has an endpoint that is ready. */
    BackendsAvailable(
            ConditionReason.AllBackendsAvailable, ConditionReason.NoReadyEndpoints, ConditionReason.SomeBackendsUnavailable);

    private final ConditionReason whenTrue;
    private final List<ConditionReason> whenFalse;

    ConditionType(ConditionReason whenTrue, ConditionReason... whenFalse) {
        this.whenTrue = whenTrue;
        this.whenFalse = List.of(whenFalse);
    }

    /** The reason that goes with {@code True}. */
    public ConditionReason whenTrue() {
        return whenTrue;
    }

    /** The reasons that go with {@code False}. */
    public List<ConditionReason> whenFalse() {
        return whenFalse;
    }
}
