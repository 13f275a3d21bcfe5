/** The Helm chart, rendered and read back. */
@NullMarked
package dev.ballast.operator.playground.chart;

import org.jspecify.annotations.NullMarked;
