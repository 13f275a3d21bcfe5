/** The events that logs, metrics and the channel listen to. */
@NullMarked
package dev.ballast.traffic.observe;

import org.jspecify.annotations.NullMarked;
