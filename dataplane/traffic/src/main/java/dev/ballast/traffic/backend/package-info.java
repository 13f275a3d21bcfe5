/** A named group of interchangeable endpoints, and the registry that carries the living from one snapshot to the next. */
@NullMarked
package dev.ballast.traffic.backend;

import org.jspecify.annotations.NullMarked;
