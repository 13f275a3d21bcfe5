package dev.ballast.contract.manifest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values of a map are quantities as Kubernetes writes them: numbers, or texts such as {@code 100m} and {@code 128Mi}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Quantity {
    /** Kubernetes' own pattern, without a sign: less than nothing cannot be asked for. */
    String PATTERN = "^(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)(([KMGTPE]i)|[numkMGTPE]|([eE][-+]?[0-9]+))?$";
}
