package dev.ballast.contract.manifest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits of a string; {@code expected} says in words what the pattern means. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Text {
    int minLength() default 1;

    int maxLength();

    String pattern() default "";

    String expected() default "";
}
