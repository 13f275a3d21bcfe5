@NullMarked
package dev.ballast.proxy.http2;

import org.jspecify.annotations.NullMarked;
