/** {@code ballast check}: what is wrong with a manifest, without a cluster. */
@NullMarked
package dev.ballast.toolbox.check;

import org.jspecify.annotations.NullMarked;
