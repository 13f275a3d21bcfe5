/** A snapshot compiled for running, and the one reference to the plan that runs. */
@NullMarked
package dev.ballast.proxy.plan;

import org.jspecify.annotations.NullMarked;
