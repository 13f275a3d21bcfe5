/** Fuzzing: what must hold of every input of a parser, and the inputs that are kept. See {@code dataplane/proxy/fuzzing.md}. */
@NullMarked
package dev.ballast.contract.fuzz;

import org.jspecify.annotations.NullMarked;
