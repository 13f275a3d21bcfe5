/** A fleet of proxies in virtual time, by which the algorithms are compared. */
@org.jspecify.annotations.NullMarked
package dev.ballast.traffic.fleet;
