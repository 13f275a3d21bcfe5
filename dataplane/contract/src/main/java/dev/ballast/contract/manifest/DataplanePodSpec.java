package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The dataplane pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("The dataplane pods.")
public record DataplanePodSpec(@Doc("What a pod asks for and may use.") @Nullable ResourcesSpec resources) {}
