package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import org.jspecify.annotations.Nullable;

/** Who owns a key: the same answer in every process that has the same endpoints with the same weights. Immutable. */
interface KeyTable {
    /** The place of the endpoint that owns a hash. */
    int owner(long hash);

    /**
     * @param endpoints at least one, in the order of their ids
     * @param weights each above 0
     * @param before a table of other endpoints, which may save work; never changes what is made
     */
    static KeyTable of(HashConfig config, Endpoint[] endpoints, long[] weights, @Nullable KeyTable before) {
        long[] names = new long[endpoints.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = Hashing.of(endpoints[i].id());
        }
        return switch (config.table()) {
            case Rendezvous -> new Rendezvous(names, weights, config.tableSize(), before instanceof Rendezvous other ? other : null);
            case Maglev -> new Maglev(names, weights, config.tableSize());
            case Ring -> new Ring(names, weights, config.tableSize());
        };
    }
}
