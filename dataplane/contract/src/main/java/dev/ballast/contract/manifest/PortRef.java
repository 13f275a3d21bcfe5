package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A port of a Service: its number, or its name. */
public sealed interface PortRef {
    /** RFC 6335's form, without its capital letters. */
    String NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /** RFC 6335's longest. */
    int MAX_NAME_LENGTH = 15;

    /** What may stand there, in words. */
    String EXPECTED = "a port from 1 to 65535, or the name of one in at most 15 of a-z, 0-9 and -";

    /** From 1 to 65535. */
    record Number(int number) implements PortRef {
        @JsonValue
        public int json() {
            return number;
        }

        @Override
        public String toString() {
            return Integer.toString(number);
        }
    }

    /** An IANA service name, as a Service's {@code ports[].name}. */
    record Name(String name) implements PortRef {
        @JsonValue
        public String json() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** From YAML's number or string; the limits of both are checked by whoever reads the document. */
    @JsonCreator
    static PortRef of(Object value) {
        return value instanceof java.lang.Number number ? new Number(number.intValue()) : new Name(value.toString());
    }
}
