/** The objects made for a LoadBalancer: one class a resource, each a pure function of the LoadBalancer. */
@NullMarked
package dev.ballast.operator.controller.dependent;

import org.jspecify.annotations.NullMarked;
