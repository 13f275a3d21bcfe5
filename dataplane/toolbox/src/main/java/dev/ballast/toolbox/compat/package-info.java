/** What the users of older balancers know: their flags, and their configuration files. */
@NullMarked
package dev.ballast.toolbox.compat;

import org.jspecify.annotations.NullMarked;
