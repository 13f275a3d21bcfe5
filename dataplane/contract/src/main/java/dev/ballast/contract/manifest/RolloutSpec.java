package dev.ballast.contract.manifest;

import org.jspecify.annotations.Nullable;

/** How changes and replacements are carried out. */
@Doc("How changes and replacements are carried out.")
public record RolloutSpec(@Doc("How a dataplane pod goes down.") @Nullable DrainSpec drain) {}
