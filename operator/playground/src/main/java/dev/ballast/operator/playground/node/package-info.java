/**
 * What a cluster has besides its API server, for one machine: a kubelet that runs pods as processes, the controllers of Deployments and
 * EndpointSlices, and a proxy that gives Services their addresses. Every pod has an address of its own in 127.0.0.0/8, so that all can use the
 * same ports; Linux has all these addresses without being asked.
 */
@NullMarked
package dev.ballast.operator.playground.node;

import org.jspecify.annotations.NullMarked;
