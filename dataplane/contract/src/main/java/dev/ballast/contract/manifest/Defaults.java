package dev.ballast.contract.manifest;

import java.lang.reflect.Constructor;
import java.util.Arrays;

/** A section that is there but empty: every field has its default. */
public final class Defaults {
    private Defaults() {}

    /**
     * @param section a record of this package in which no field is {@link Required}
     * @throws IllegalArgumentException when it has a field without a default
     */
    public static <T extends Record> T of(Class<T> section) {
        try {
            @SuppressWarnings("unchecked") // a class's constructors make that class
            Constructor<T> canonical = (Constructor<T>) Arrays.stream(section.getDeclaredConstructors())
                    .filter(constructor -> constructor.getParameterCount() == section.getRecordComponents().length)
                    .findFirst()
                    .orElseThrow();
            return canonical.newInstance(new Object[canonical.getParameterCount()]);
        } catch (ReflectiveOperationException | IllegalArgumentException impossible) {
            throw new IllegalArgumentException(section.getSimpleName() + " has a field without a default", impossible);
        }
    }
}
