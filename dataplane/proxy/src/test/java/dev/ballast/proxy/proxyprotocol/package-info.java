@NullMarked
package dev.ballast.proxy.proxyprotocol;

import org.jspecify.annotations.NullMarked;
