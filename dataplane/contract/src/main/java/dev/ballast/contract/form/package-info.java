/** Forms of text that a person writes and the dataplane compares with what clients send. */
@NullMarked
package dev.ballast.contract.form;

import org.jspecify.annotations.NullMarked;
