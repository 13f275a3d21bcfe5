@NullMarked
package dev.ballast.traffic;

import org.jspecify.annotations.NullMarked;
