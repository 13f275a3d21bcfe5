@NullMarked
package dev.ballast.proxy.tls;

import org.jspecify.annotations.NullMarked;
