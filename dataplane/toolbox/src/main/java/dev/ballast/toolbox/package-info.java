@NullMarked
package dev.ballast.toolbox;

import org.jspecify.annotations.NullMarked;
