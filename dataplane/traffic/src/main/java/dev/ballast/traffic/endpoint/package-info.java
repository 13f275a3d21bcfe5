/** One address that serves: its identity, its live numbers and its state. */
@NullMarked
package dev.ballast.traffic.endpoint;

import org.jspecify.annotations.NullMarked;
