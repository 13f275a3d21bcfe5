package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How changes and replacements are carried out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How changes and replacements are carried out.")
public record RolloutSpec(@Doc("How a dataplane pod goes down.") @Nullable DrainSpec drain) {}
