package dev.ballast.proxy.http;

import dev.ballast.traffic.cache.FieldValues;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The fields of a message as a cache looks at them. Valid as long as the message is. */
record FieldsView(Message message) implements FieldValues {
    @Override
    public @Nullable String get(String name) {
        byte[] bytes = message.bytes();
        Fields fields = message.fields();
        String value = null;
        for (int i = 0; i < fields.count(); i++) {
            if (named(fields, bytes, i, name)) {
                String line = new String(bytes, fields.valueStart(i), fields.valueEnd(i) - fields.valueStart(i), StandardCharsets.ISO_8859_1);
                value = value == null ? line : value + ", " + line;
            }
        }
        return value;
    }

    private static boolean named(Fields fields, byte[] bytes, int field, String name) {
        int start = fields.nameStart(field);
        if (fields.nameEnd(field) - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Chars.lower(bytes[start + i]) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
