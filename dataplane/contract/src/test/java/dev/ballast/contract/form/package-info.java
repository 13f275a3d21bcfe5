@NullMarked
package dev.ballast.contract.form;

import org.jspecify.annotations.NullMarked;
