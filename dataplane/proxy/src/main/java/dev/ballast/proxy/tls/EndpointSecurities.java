package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.traffic.time.Ticker;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * TLS towards backends; what does not change is carried from plan to plan, with its sessions. What the TLS library holds for one is given back when
 * nothing can begin with it any more: exchanges keep the plan that they began with, so that only the garbage collector knows. Config worker only.
 */
public final class EndpointSecurities {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Supplier<SslProvider> provider;
    private final Ticker ticker;
    private final Map<EndpointPolicy, EndpointSecurity> kept = new HashMap<>();
    private final Set<Holding> held = ConcurrentHashMap.newKeySet();

    EndpointSecurities(Supplier<SslProvider> provider, Ticker ticker) {
        this.provider = provider;
        this.ticker = ticker;
    }

    /**
     * @throws InvalidCredentialsException when a certificate or key cannot be read
     * @throws SSLException when the library does not take them
     */
    public EndpointSecurity of(EndpointPolicy policy) throws InvalidCredentialsException, SSLException {
        EndpointSecurity known = kept.get(policy);
        if (known == null) {
            SslContext context = EndpointSecurity.context(policy, provider.get());
            known = new EndpointSecurity(context, policy, ticker);
            Holding holding = new Holding(context, held);
            held.add(holding);
            CLEANER.register(known, holding);
            kept.put(policy, known);
        }
        return known;
    }

    /** Forgets all but these. */
    public void retain(Set<EndpointSecurity> used) {
        kept.values().retainAll(used);
    }

    /** Gives everything back at once: no loop runs any more. */
    public void close() {
        kept.clear();
        List.copyOf(held).forEach(Holding::run);
    }

    /** What the library holds; given back once. */
    private static final class Holding implements Runnable {
        private final SslContext context;
        private final Set<Holding> held;

        Holding(SslContext context, Set<Holding> held) {
            this.context = context;
            this.held = held;
        }

        @Override
        public void run() {
            if (held.remove(this)) {
                ReferenceCountUtil.release(context);
            }
        }
    }
}
