/** A cluster in one process tree: API server, node and operator together. The demo, and where the end-to-end stories are told. */
@NullMarked
package dev.ballast.operator.playground;

import org.jspecify.annotations.NullMarked;
