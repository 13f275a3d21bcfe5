package dev.ballast.contract.manifest;

import org.jspecify.annotations.Nullable;

/** The dataplane pods. */
@Doc("The dataplane pods.")
public record DataplanePodSpec(@Doc("What a pod asks for and may use.") @Nullable ResourcesSpec resources) {}
