package dev.ballast.contract.manifest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A section that would mean something else without a field that is bad, such as one that says who may come in: it is left out itself, and what
 * encloses it too, instead of going on with the field's default. A list of such sections is left out with one of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Whole {}
