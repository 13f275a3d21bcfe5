/** Gather, translate, apply, publish, report. */
@NullMarked
package dev.ballast.operator.controller.reconcile;

import org.jspecify.annotations.NullMarked;
