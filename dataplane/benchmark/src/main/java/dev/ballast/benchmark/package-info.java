@NullMarked
package dev.ballast.benchmark;

import org.jspecify.annotations.NullMarked;
