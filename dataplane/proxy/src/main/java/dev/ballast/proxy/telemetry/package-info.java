/** Counters kept by event loop and summed when somebody asks. */
@NullMarked
package dev.ballast.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
