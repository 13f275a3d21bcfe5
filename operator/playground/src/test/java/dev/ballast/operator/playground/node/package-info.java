@NullMarked
package dev.ballast.operator.playground.node;

import org.jspecify.annotations.NullMarked;
