/** The words of the channel between operator and dataplane, and the canonical bytes both ways. */
@NullMarked
package dev.ballast.contract.wire;

import org.jspecify.annotations.NullMarked;
