/**
 * Stories on a real cluster, the one that KUBECONFIG names: the chart is installed by Helm, the images are loaded before, and everything
 * else happens as a user does it, by kubectl. Addresses of pods and Services must be reached from where the tests run.
 */
@NullMarked
package dev.ballast.operator.playground.cluster;

import org.jspecify.annotations.NullMarked;
