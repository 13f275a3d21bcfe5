/** How much memory the process may use, how much it uses, and what it does without before it runs out. */
@NullMarked
package dev.ballast.proxy.budget;

import org.jspecify.annotations.NullMarked;
