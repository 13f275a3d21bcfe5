@NullMarked
package dev.ballast.proxy;

import org.jspecify.annotations.NullMarked;
