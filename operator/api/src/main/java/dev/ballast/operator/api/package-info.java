/** The LoadBalancer resource as the API server keeps it: the spec of the contract, and what the operator says of it. */
@NullMarked
package dev.ballast.operator.api;

import org.jspecify.annotations.NullMarked;
