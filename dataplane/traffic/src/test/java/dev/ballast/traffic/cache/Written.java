package dev.ballast.traffic.cache;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fields as a test writes them: {@code "name: value"}. */
final class Written implements FieldValues {
    static final Written NOTHING = new Written();

    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Written(String... lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            values.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (one, another) -> one + ", " + another);
        }
    }

    /** The same of an answer that is stored. */
    StoredHead stored() {
        StoredHead.Builder builder = new StoredHead.Builder();
        values.forEach(builder::add);
        return builder.build();
    }

    @Override
    public @Nullable String get(String name) {
        return values.get(name);
    }
}
