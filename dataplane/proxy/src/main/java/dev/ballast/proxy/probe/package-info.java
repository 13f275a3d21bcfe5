/** Asks endpoints whether they serve; what follows from it is decided elsewhere. */
@NullMarked
package dev.ballast.proxy.probe;

import org.jspecify.annotations.NullMarked;
