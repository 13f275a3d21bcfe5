package dev.ballast.proxy.main;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A port on the command line: 0 to 65535. */
final class PortOption implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        return within(text, 0);
    }

    /** @throws TypeConversionException naming the text and what was expected */
    static int within(String text, int least) {
        try {
            return Binding.port(text, least);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }
}
