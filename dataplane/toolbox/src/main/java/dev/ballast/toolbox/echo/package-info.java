/** A backend for a laptop, the playground and a cluster: it says who it is, and sends back what it gets. */
@NullMarked
package dev.ballast.toolbox.echo;

import org.jspecify.annotations.NullMarked;
