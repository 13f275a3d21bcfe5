package dev.ballast.proxy.tls;

import dev.ballast.traffic.time.Ticker;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What was said last of which endpoint, so that a log is told once and not by every request. From any thread. */
final class Complaints {
    /** The same of the same endpoint is news again after so long. */
    static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** More than these are forgotten all together. */
    static final int ENDPOINTS = 1_000;

    private final Ticker ticker;
    private final Map<InetSocketAddress, Complaint> last = new ConcurrentHashMap<>();

    private record Complaint(String why, long nanos) {}

    Complaints(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether this was not said of the endpoint just now; it is from then on. */
    boolean news(InetSocketAddress endpoint, String why) {
        long now = ticker.nanos();
        Complaint before = last.get(endpoint);
        if (before != null && before.why().equals(why) && now - before.nanos() < AGAIN_NANOS) {
            return false;
        }
        if (last.size() >= ENDPOINTS) {
            last.clear();
        }
        last.put(endpoint, new Complaint(why, now));
        return true;
    }
}
