@NullMarked
package dev.ballast.operator.playground;

import org.jspecify.annotations.NullMarked;
