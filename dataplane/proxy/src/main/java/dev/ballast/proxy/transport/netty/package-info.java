/** Netty's loops, and connections that are its channels: TLS by a handler in the channel's pipeline, and everything where there is no epoll. */
@NullMarked
package dev.ballast.proxy.transport.netty;

import org.jspecify.annotations.NullMarked;
