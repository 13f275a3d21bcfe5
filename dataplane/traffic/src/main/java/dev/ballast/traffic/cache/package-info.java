/**
 * A shared cache of answers (RFC 9111): what may be stored, for how long it is fresh, for which requests it is an answer, and where it is kept. Pure machines:
 * they are asked, with the time, and answer; nothing here reads or writes a connection.
 */
@NullMarked
package dev.ballast.traffic.cache;

import org.jspecify.annotations.NullMarked;
