@NullMarked
package dev.ballast.contract.manifest;

import org.jspecify.annotations.NullMarked;
