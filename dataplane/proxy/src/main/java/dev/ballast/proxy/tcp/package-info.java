/** Two connections joined: bytes, ends and resets of each are carried to the other. */
@NullMarked
package dev.ballast.proxy.tcp;

import org.jspecify.annotations.NullMarked;
