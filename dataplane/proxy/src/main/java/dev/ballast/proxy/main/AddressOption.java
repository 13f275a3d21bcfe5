package dev.ballast.proxy.main;

import java.net.InetAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An IP address on the command line, kept as it was written; {@code ""} is every address. Names are not resolved. */
final class AddressOption implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        return text.isEmpty() ? text : literal(text);
    }

    /** @throws TypeConversionException naming the text and what was expected */
    static String literal(String text) {
        try {
            InetAddress.ofLiteral(text);
            return text;
        } catch (IllegalArgumentException noLiteral) {
            throw new TypeConversionException("\"" + text + "\" is not an IP address: expected one such as 127.0.0.1 or ::1");
        }
    }
}
