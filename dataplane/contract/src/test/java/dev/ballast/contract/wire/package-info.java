@NullMarked
package dev.ballast.contract.wire;

import org.jspecify.annotations.NullMarked;
