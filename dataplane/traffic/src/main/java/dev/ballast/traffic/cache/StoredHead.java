package dev.ballast.traffic.cache;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of an answer that are stored: names and values one after the other, and where each begins. Never changes; from any thread. */
public final class StoredHead implements FieldValues {
    /** About the content, which a 304 does not bring (RFC 9111, 3.2); and what is one client's. */
    private static final Set<String> NOT_FRESHENED = Set.of("content-length", "content-encoding", "content-type", "content-range", "set-cookie");

    private static final int NAME = 0;
    private static final int VALUE = 1;
    private static final int STEP = 2;

    private final byte[] octets;
    private final int[] starts;

    private StoredHead(byte[] octets, int[] starts) {
        this.octets = octets;
        this.starts = starts;
    }

    /** Gathers the fields of an answer. */
    public static final class Builder {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
        private int[] starts = new int[STEP * 16];
        private int count;

        /** One more, whose name ends where its value begins, or before it. */
        public Builder add(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
            if (STEP * count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
            }
            starts[STEP * count + NAME] = octets.size();
            octets.write(bytes, nameStart, nameEnd - nameStart);
            starts[STEP * count + VALUE] = octets.size();
            octets.write(bytes, valueStart, valueEnd - valueStart);
            count++;
            return this;
        }

        /** One more, of ASCII. */
        public Builder add(String name, String value) {
            byte[] both = (name + value).getBytes(StandardCharsets.ISO_8859_1);
            return add(both, 0, name.length(), name.length(), both.length);
        }

        public StoredHead build() {
            return new StoredHead(octets.toByteArray(), Arrays.copyOf(starts, STEP * count));
        }
    }

    /** The same with what an endpoint has said of it since, by a 304 (RFC 9111, 3.2). */
    public StoredHead freshened(StoredHead since) {
        Builder builder = new Builder();
        for (int i = 0; i < count(); i++) {
            if (NOT_FRESHENED.contains(name(i)) || !since.has(name(i))) {
                builder.add(octets, nameStart(i), valueStart(i), valueStart(i), valueEnd(i));
            }
        }
        for (int i = 0; i < since.count(); i++) {
            if (!NOT_FRESHENED.contains(since.name(i))) {
                builder.add(since.octets, since.nameStart(i), since.valueStart(i), since.valueStart(i), since.valueEnd(i));
            }
        }
        return builder.build();
    }

    /** Not to be changed. */
    public byte[] octets() {
        return octets;
    }

    /** How many fields there are. */
    public int count() {
        return starts.length / STEP;
    }

    public int nameStart(int field) {
        return starts[STEP * field + NAME];
    }

    /** Where the name ends, too. */
    public int valueStart(int field) {
        return starts[STEP * field + VALUE];
    }

    public int valueEnd(int field) {
        return field == count() - 1 ? octets.length : nameStart(field + 1);
    }

    private String name(int field) {
        return text(nameStart(field), valueStart(field)).toLowerCase(Locale.ROOT);
    }

    private String text(int start, int end) {
        return new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public @Nullable String get(String name) {
        String value = null;
        for (int i = 0; i < count(); i++) {
            if (name(i).equals(name)) {
                String line = text(valueStart(i), valueEnd(i));
                value = value == null ? line : value + ", " + line;
            }
        }
        return value;
    }
}
