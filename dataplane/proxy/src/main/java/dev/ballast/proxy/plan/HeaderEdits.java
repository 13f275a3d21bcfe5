package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Changes of a head's fields, as octets: what goes, then what comes. That they harm no message is the snapshot's validator's business. */
public final class HeaderEdits {
    /** None at all. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of());

    private final List<byte[]> dropped;
    private final List<Addition> added;

    /** A field that comes. */
    @SuppressWarnings("ArrayRecordComponent") // Read only, and never compared.
    public record Addition(byte[] name, byte[] value) {}

    private HeaderEdits(List<byte[]> dropped, List<Addition> added) {
        this.dropped = List.copyOf(dropped);
        this.added = List.copyOf(added);
    }

    static HeaderEdits of(@Nullable HeaderChangesConfig config) {
        if (config == null) {
            return NONE;
        }
        List<byte[]> dropped = new ArrayList<>();
        List<Addition> added = new ArrayList<>();
        config.remove().forEach(name -> dropped.add(lower(name)));
        config.set().forEach(field -> {
            dropped.add(lower(field.name()));
            added.add(new Addition(octets(field.name()), octets(field.value())));
        });
        config.add().forEach(field -> added.add(new Addition(octets(field.name()), octets(field.value()))));
        return new HeaderEdits(dropped, added);
    }

    /** Names of the fields that go, in small letters. */
    public List<byte[]> dropped() {
        return dropped;
    }

    /** The fields that come. */
    public List<Addition> added() {
        return added;
    }

    private static byte[] lower(String name) {
        return octets(name.toLowerCase(Locale.ROOT));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
