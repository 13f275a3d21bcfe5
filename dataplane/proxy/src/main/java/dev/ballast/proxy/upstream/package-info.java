/** Connections to endpoints: how they are made, kept and dropped. */
@NullMarked
package dev.ballast.proxy.upstream;

import org.jspecify.annotations.NullMarked;
