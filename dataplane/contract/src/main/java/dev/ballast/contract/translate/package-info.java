/** From what a person wrote, and what it points at, to a snapshot. Pure: a bad part is left out and reported, the rest lives. */
@NullMarked
package dev.ballast.contract.translate;

import org.jspecify.annotations.NullMarked;
