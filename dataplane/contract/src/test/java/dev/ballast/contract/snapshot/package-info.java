@NullMarked
package dev.ballast.contract.snapshot;

import org.jspecify.annotations.NullMarked;
