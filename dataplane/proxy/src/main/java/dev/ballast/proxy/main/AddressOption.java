package dev.ballast.proxy.main;

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
            return Binding.literal(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }
}
