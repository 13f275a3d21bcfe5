package dev.ballast.traffic.backend;

import dev.ballast.traffic.balance.Location;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;

/** What every backend of a registry shares. */
record Surroundings(
        Ticker ticker, Randomness randomness, Location location, EndpointListener listener, TrafficObserver observer, Permits permits) {}
