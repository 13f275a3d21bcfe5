@NullMarked
package dev.ballast.contract.translate;

import org.jspecify.annotations.NullMarked;
