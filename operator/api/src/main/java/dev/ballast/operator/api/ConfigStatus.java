package dev.ballast.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ballast.contract.manifest.Doc;
import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.Text;
import org.jspecify.annotations.Nullable;

/** The configuration that is wanted, and how far it is rolled out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("The configuration that is wanted, and how far it is rolled out.")
public record ConfigStatus(
        @Doc("Digest of the configuration, endpoints apart.") @Nullable @Text(maxLength = 71) String digest,
        @Doc("Generation of the spec that it was made from.") @Nullable Long generation,
        @Doc("Revision of the endpoints: epoch.sequence.") @Nullable @Text(maxLength = 41) String endpointRevision,
        @Doc("Number of ready pods that run it.") @Nullable Integer ackedReplicas,
        @Doc("How long the last change took from the first push to the last pod.") @Nullable GepDuration lastConvergence) {}
