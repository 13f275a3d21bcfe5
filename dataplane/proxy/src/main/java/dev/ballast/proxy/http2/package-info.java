/**
 * HTTP/2 (RFC 9113) as a connection's frames, for either side: framing, header compression (RFC 7541), streams, flow control, limits.
 * What a request is, and what becomes of it, is not known here.
 */
@NullMarked
package dev.ballast.proxy.http2;

import org.jspecify.annotations.NullMarked;
