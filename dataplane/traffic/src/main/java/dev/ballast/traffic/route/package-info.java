/** Which route a request takes, and which backend of it: compiled once a snapshot, asked by every event loop, without locks. */
@NullMarked
package dev.ballast.traffic.route;

import org.jspecify.annotations.NullMarked;
