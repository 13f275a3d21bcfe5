/**
 * Connections that are a descriptor of Linux and nothing else: registered once with Netty's epoll loop, read and written directly. For what is
 * carried as it comes; what needs handlers in between, such as TLS, is a channel on the same loops.
 */
@NullMarked
package dev.ballast.proxy.transport.raw;

import org.jspecify.annotations.NullMarked;
