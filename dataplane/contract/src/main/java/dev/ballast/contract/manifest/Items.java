package dev.ballast.contract.manifest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits of a list or map; {@code key} names the field that identifies an element, which makes the list a map list. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Items {
    /** The longest text as a value of a map. */
    int MAX_VALUE_LENGTH = 4096;

    int min() default 0;

    int max();

    String key() default "";
}
