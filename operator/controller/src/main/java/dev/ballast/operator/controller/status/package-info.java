/** What is true, as conditions and counts: the one place that builds a status. */
@NullMarked
package dev.ballast.operator.controller.status;

import org.jspecify.annotations.NullMarked;
