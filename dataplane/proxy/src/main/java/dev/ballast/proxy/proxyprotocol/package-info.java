/** The PROXY protocol, versions 1 and 2: who a connection really comes from, told by its first bytes. Pure; no I/O. */
@NullMarked
package dev.ballast.proxy.proxyprotocol;

import org.jspecify.annotations.NullMarked;
