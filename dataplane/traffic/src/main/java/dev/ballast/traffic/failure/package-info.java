/** What went wrong, on whose side, and whether trying again is safe. */
@NullMarked
package dev.ballast.traffic.failure;

import org.jspecify.annotations.NullMarked;
