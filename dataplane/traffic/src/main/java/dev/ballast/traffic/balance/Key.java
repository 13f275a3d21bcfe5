package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** By what of a request its endpoint is chosen. Immutable. */
public final class Key {
    private final HashKey source;
    private final byte[] name;

    private Key(HashKey source, byte[] name) {
        this.source = source;
        this.name = name;
    }

    static Key of(HashConfig config) {
        String name = config.key() == HashKey.Header ? config.name().toLowerCase(Locale.ROOT) : config.name();
        return new Key(config.key(), name.getBytes(StandardCharsets.ISO_8859_1));
    }

    public HashKey source() {
        return source;
    }

    /** Of the header, in lower case, or of the cookie, as it is; empty for the source address. Not to be changed. */
    public byte[] name() {
        return name;
    }
}
