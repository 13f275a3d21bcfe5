/** The algorithms that choose an endpoint. */
@NullMarked
package dev.ballast.traffic.balance;

import org.jspecify.annotations.NullMarked;
