package dev.ballast.proxy.config;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Source;
import org.jspecify.annotations.Nullable;

/** Something that wants to become what runs. */
public sealed interface Offer {
    /**
     * A whole snapshot, as the bytes of a {@code SnapshotMessage}.
     *
     * @param source where it comes from
     * @param announced what was said of the bytes beforehand; absent for a file, where gzip's own checksum guards them
     * @param body the bytes as they came
     */
    record Whole(Source source, @Nullable Announced announced, byte[] body) implements Offer {}

    /**
     * New endpoints of some backends, as the bytes of an {@code EndpointsMessage}.
     *
     * @param announced what was said of the bytes beforehand
     * @param body the bytes as they came
     */
    record Endpoints(Announced announced, byte[] body) implements Offer {}

    /** What a person's file was translated to. It is newer than what runs: the file's time orders it, not a revision. */
    record Written(Snapshot snapshot) implements Offer {}

    /**
     * What the headers of a push say of its body.
     *
     * @param revision {@code Ballast-Revision}
     * @param digest {@code Ballast-Digest}, over the bytes as sent
     * @param length {@code Content-Length}; -1 when the sender did not know it
     */
    record Announced(Revision revision, String digest, long length) {}
}
