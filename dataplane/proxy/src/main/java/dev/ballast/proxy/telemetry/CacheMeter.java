package dev.ballast.proxy.telemetry;

import dev.ballast.traffic.cache.Storing;

/**
 * The counters of a route's cache.
 *
 * @param requests what it made of them
 * @param answers what it made of endpoints' answers
 */
public record CacheMeter(Counters<CacheEvent> requests, Counters<Storing> answers) {
    CacheMeter(int loops) {
        this(new Counters<>(CacheEvent.class, loops), new Counters<>(Storing.class, loops));
    }
}
