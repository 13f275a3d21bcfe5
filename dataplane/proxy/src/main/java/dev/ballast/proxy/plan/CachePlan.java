package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.proxy.telemetry.CacheMeter;
import dev.ballast.traffic.cache.CacheStore;
import dev.ballast.traffic.cache.Flights;
import dev.ballast.traffic.time.Ticker;

/**
 * The cache of a route, alive: it outlives plans that have the route as it is. From any thread.
 *
 * @param flights requests that fetch something for others, too
 */
public record CachePlan(CacheConfig config, CacheStore store, Flights flights, Ticker ticker, CacheMeter meter) {
    static CachePlan of(CacheConfig config, Ticker ticker, CacheMeter meter) {
        return new CachePlan(config, new CacheStore(config.maxBytes(), ticker), new Flights(ticker), ticker, meter);
    }
}
