/** How fast something may come. Pure machines: they are asked, with the time, and answer. */
@NullMarked
package dev.ballast.traffic.limit;

import org.jspecify.annotations.NullMarked;
