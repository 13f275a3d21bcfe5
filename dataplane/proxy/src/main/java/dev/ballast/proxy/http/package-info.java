/** HTTP/1.1: messages are parsed once, validated once and written anew. */
@NullMarked
package dev.ballast.proxy.http;

import org.jspecify.annotations.NullMarked;
