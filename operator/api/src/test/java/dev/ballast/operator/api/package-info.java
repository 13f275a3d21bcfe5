@NullMarked
package dev.ballast.operator.api;

import org.jspecify.annotations.NullMarked;
