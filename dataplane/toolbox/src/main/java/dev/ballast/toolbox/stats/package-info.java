/** What a running Ballast says of itself, at a terminal. */
@NullMarked
package dev.ballast.toolbox.stats;

import org.jspecify.annotations.NullMarked;
