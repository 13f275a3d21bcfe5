package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;

/**
 * The body of {@code PUT /v1/snapshot}, and what the boot Secret holds.
 *
 * @param revision its place in the order
 * @param snapshot the whole
 */
public record SnapshotMessage(Revision revision, Snapshot snapshot) {}
