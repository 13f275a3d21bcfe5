/** Whether a backend is asked at all. */
@NullMarked
package dev.ballast.traffic.circuit;

import org.jspecify.annotations.NullMarked;
