package dev.ballast.contract.snapshot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/** A text that must never be printed. Only the canonical bytes of the wire hold it. */
public final class Sensitive {
    private final String value;

    @JsonCreator
    public Sensitive(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The secret itself. Whoever calls this answers for where it goes. */
    @JsonValue
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sensitive that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "redacted";
    }
}
