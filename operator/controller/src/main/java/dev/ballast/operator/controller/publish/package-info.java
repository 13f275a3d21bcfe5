/** Delivery: the wanted revision against each pod's, the channel to the pods, the boot Secret. */
@NullMarked
package dev.ballast.operator.controller.publish;

import org.jspecify.annotations.NullMarked;
