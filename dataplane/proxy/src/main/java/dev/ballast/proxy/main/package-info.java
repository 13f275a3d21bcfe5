/** The process: its two commands, its signals, its way down. */
@NullMarked
package dev.ballast.proxy.main;

import org.jspecify.annotations.NullMarked;
