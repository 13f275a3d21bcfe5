/** Where connections come in: the ports that are listened on, what they turn into, and the {@link dev.ballast.proxy.listener.Dataplane} as a whole. */
@NullMarked
package dev.ballast.proxy.listener;

import org.jspecify.annotations.NullMarked;
