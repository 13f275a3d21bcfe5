/** What a terminal can do that a file cannot. */
@NullMarked
package dev.ballast.toolbox.terminal;

import org.jspecify.annotations.NullMarked;
