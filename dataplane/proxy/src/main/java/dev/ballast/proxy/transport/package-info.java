/** A connection's bytes. The conversations above know only this package; what moves the bytes is below it and can be exchanged. */
@NullMarked
package dev.ballast.proxy.transport;

import org.jspecify.annotations.NullMarked;
