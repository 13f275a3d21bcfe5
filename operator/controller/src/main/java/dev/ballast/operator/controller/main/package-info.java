/** The process: flags, leader election, probes. */
@NullMarked
package dev.ballast.operator.controller.main;

import org.jspecify.annotations.NullMarked;
