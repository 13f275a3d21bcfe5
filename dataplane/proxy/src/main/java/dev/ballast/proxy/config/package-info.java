/**
 * How a configuration becomes what runs. Every source (a push, the boot Secret, the state directory, a watched file) ends at one gate,
 * {@link dev.ballast.proxy.config.ConfigGate}, on one thread.
 */
@NullMarked
package dev.ballast.proxy.config;

import org.jspecify.annotations.NullMarked;
