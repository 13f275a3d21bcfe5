/** Which endpoints are left out because of what the traffic showed. */
@NullMarked
package dev.ballast.traffic.health;

import org.jspecify.annotations.NullMarked;
