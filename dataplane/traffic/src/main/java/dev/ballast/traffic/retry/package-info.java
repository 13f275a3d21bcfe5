/** Whether a failed attempt is made again. */
@NullMarked
package dev.ballast.traffic.retry;

import org.jspecify.annotations.NullMarked;
