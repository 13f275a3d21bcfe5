package dev.ballast.contract.manifest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A rule across fields, in CEL as an API server runs it. The same rule stands in Java in {@code SpecRules}, which has no CEL;
 * one table of cases runs both.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Rule.Rules.class)
public @interface Rule {
    /** The CEL expression; {@code self} is the annotated record. */
    String value();

    /**
     * A CEL expression of type string: names the value that was found and what was expected. Values of lists go in by {@code format}: an
     * API server estimates a concatenation of them as too dear.
     */
    String message();

    /** The field of the record that the complaint points at, such as {@code .tls}; empty for the record itself. */
    String field() default "";

    /** The container of repeated rules. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Rules {
        Rule[] value();
    }
}
