/** Who holds the reading of a connection, and why. */
@NullMarked
package dev.ballast.proxy.flow;

import org.jspecify.annotations.NullMarked;
