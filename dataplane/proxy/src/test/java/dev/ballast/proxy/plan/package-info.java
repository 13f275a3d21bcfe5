@NullMarked
package dev.ballast.proxy.plan;

import org.jspecify.annotations.NullMarked;
