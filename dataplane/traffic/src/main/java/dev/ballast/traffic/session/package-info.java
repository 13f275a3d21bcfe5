/** Which endpoint a client goes back to. */
@NullMarked
package dev.ballast.traffic.session;

import org.jspecify.annotations.NullMarked;
