/** Every name, label and certificate: who is who. */
@NullMarked
package dev.ballast.operator.controller.identity;

import org.jspecify.annotations.NullMarked;
