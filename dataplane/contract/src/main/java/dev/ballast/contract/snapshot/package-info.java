/** A whole, resolved, immutable configuration as it is sent to a dataplane. */
@NullMarked
package dev.ballast.contract.snapshot;

import org.jspecify.annotations.NullMarked;
