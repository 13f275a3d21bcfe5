/** The one way to complain: a path, a reason from a closed list, and a message that names the value and what was expected. */
@NullMarked
package dev.ballast.contract.problem;

import org.jspecify.annotations.NullMarked;
