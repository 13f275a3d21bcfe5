/** Malformed and ambiguous messages: what we do with them, and what others do. */
@NullMarked
package dev.ballast.proxy.messages;

import org.jspecify.annotations.NullMarked;
