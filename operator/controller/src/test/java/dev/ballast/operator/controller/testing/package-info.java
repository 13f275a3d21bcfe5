/** What the operator's tests have in common. */
@NullMarked
package dev.ballast.operator.controller.testing;

import org.jspecify.annotations.NullMarked;
