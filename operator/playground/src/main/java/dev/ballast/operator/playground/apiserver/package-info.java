/**
 * An API server for one machine: fabric8's mock keeps the objects, and what it lacks stands around it: generations, status apart from
 * spec, server-side apply, structural schemas, owners' garbage collection, watches over plain HTTP, and what {@code kubectl} asks for
 * before it does anything.
 *
 * <p>What it is not: no authentication (it listens on loopback), no admission, no CEL (the operator's translator checks the same rules
 * and says so in conditions), no conflicts between field managers, no paging.
 */
@NullMarked
package dev.ballast.operator.playground.apiserver;

import org.jspecify.annotations.NullMarked;
