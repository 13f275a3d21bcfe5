/** What a dataplane says and hears beside the traffic: the channel, probes and metrics, readiness, statistics. */
@NullMarked
package dev.ballast.proxy.admin;

import org.jspecify.annotations.NullMarked;
