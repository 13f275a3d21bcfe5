/** The program {@code ballast}: the proxy, and the test servers and clients around it. */
@NullMarked
package dev.ballast.toolbox;

import org.jspecify.annotations.NullMarked;
