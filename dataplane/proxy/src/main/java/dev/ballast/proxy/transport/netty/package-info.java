/** Connections that are Netty channels: epoll where the kernel has it, else NIO; TLS by a handler in the channel's pipeline. */
@NullMarked
package dev.ballast.proxy.transport.netty;

import org.jspecify.annotations.NullMarked;
