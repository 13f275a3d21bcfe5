/** Stories of a whole system: written once, told on the playground, on a real API server and on a real cluster. */
@NullMarked
package dev.ballast.operator.playground.story;

import org.jspecify.annotations.NullMarked;
