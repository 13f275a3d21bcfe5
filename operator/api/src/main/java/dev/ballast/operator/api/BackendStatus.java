package dev.ballast.operator.api;

import dev.ballast.contract.manifest.Doc;
import dev.ballast.contract.manifest.Required;
import dev.ballast.contract.manifest.Text;

/** How many endpoints a backend has. */
@Doc("How many endpoints a backend has.")
public record BackendStatus(
        @Doc("Name of the backend.") @Required @Text(maxLength = 63) String name,
        @Doc("All that are known.") int endpoints,
        @Doc("Those that take new work.") int ready,
        @Doc("Those that go down and still serve, or are in a zone that is evacuated: used where nothing is ready.") int draining) {}
