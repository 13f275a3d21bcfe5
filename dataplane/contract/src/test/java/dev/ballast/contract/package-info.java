/** What the tests of several packages use. */
@NullMarked
package dev.ballast.contract;

import org.jspecify.annotations.NullMarked;
