/** A plain load generator that counts failures honestly. */
@NullMarked
package dev.ballast.toolbox.load;

import org.jspecify.annotations.NullMarked;
