@NullMarked
package dev.ballast.operator.playground.apiserver;

import org.jspecify.annotations.NullMarked;
