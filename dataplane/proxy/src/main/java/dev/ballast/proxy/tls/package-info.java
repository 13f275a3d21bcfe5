/** Certificates and keys, and which of them answers to a server name. */
@NullMarked
package dev.ballast.proxy.tls;

import org.jspecify.annotations.NullMarked;
