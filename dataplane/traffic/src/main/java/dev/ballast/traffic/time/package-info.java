/** Time and chance, which come in through constructors. */
@NullMarked
package dev.ballast.traffic.time;

import org.jspecify.annotations.NullMarked;
