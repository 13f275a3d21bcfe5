package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import java.util.List;

/**
 * Draws a few endpoints by weight and takes the one that is likely to answer first: its {@link dev.ballast.traffic.endpoint.Latency} times what it
 * has in flight and one more (Finagle's and Linkerd's Peak EWMA, over the power of choices).
 *
 * <p>One that was never used is tried once, and waits for that answer before it gets a second one. Without traffic an endpoint's latency fades,
 * so that one that was slow is tried again. Cost: as {@link LeastRequest}, and for each endpoint compared a reading of the clock and an
 * exponential; each answer adds one atomic write.
 *
 * <p>Wrong where requests are unlike each other, because a dear one speaks against an innocent endpoint; where an endpoint must get its share
 * whatever its latency; and for TCP, where the time to connect says little about what follows.
 */
public final class PeakEwma extends LeastCost {
    /** What an endpoint is taken to need that has something in flight and has never answered: 1 s. */
    private static final double UNKNOWN_NANOS = 1e9;

    private final Ticker ticker;

    private PeakEwma(int choices, Ticker ticker, Randomness randomness, List<Endpoint> endpoints) {
        super(choices, randomness, endpoints);
        this.ticker = ticker;
    }

    /** Over no endpoints yet. */
    public static PeakEwma of(int choices, Ticker ticker, Randomness randomness) {
        return new PeakEwma(choices, ticker, randomness, List.of());
    }

    @Override
    public Picker over(List<Endpoint> others) {
        return new PeakEwma(choices, ticker, randomness, others);
    }

    @Override
    double cost(Endpoint endpoint, long turns) {
        if (endpoint.latency().isUnknown()) {
            return UNKNOWN_NANOS * endpoint.inFlight();
        }
        return endpoint.latency().nanos(ticker.nanos()) * (turns + 1);
    }
}
