package dev.ballast.proxy.listener;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.plan.Plan;
import dev.ballast.proxy.plan.PortPlan;
import dev.ballast.proxy.transport.ListeningSocket;
import dev.ballast.proxy.transport.Transport;
import dev.ballast.proxy.transport.Unbound;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The ports that are listened on. Changed by the config worker only, in two steps: {@link #open} beside what runs, then {@link Opening#keep}. */
final class Ports {
    private final Transport transport;
    private final String bindAddress;
    private final boolean deferAccept;
    private final Function<PortPlan, Listener> listeners;
    private Map<Key, Open> open = Map.of();
    private volatile Map<String, Integer> bound = Map.of();

    /**
     * One socket serves a number whatever its listeners are called and speak: a second one could not be bound beside it. Where the kernel
     * chooses the number, the one that clients use stands for it.
     */
    private record Key(int bindPort, int port) {
        static Key of(ListenerConfig config) {
            return new Key(config.bindPort(), config.bindPort() == 0 ? config.port() : 0);
        }
    }

    private record Open(ListeningSocket socket, Listener listener) {}

    Ports(Transport transport, DataplaneOptions options, Function<PortPlan, Listener> listeners) {
        this.transport = transport;
        this.bindAddress = options.bindAddress();
        this.deferAccept = options.deferAccept();
        this.listeners = listeners;
    }

    /** The port of each listener by its name. From any thread. */
    Map<String, Integer> bound() {
        return bound;
    }

    private static boolean clientSpeaksFirst(ListenerConfig.Protocol protocol) {
        return switch (protocol) {
            case HTTP, HTTPS, TLS -> true;
            case TCP -> false;
        };
    }

    /** Opens what the plan has and is not open yet. Where one cannot be opened, it is a problem and none stays open. */
    Opening open(Snapshot snapshot, Plan plan) {
        Opening opening = new Opening();
        for (ListenerConfig config : snapshot.listeners()) {
            PortPlan port = plan.port(config.port());
            if (port != null) {
                opening.add("listeners[" + config.name() + "].bindPort", config, port);
            }
        }
        return opening;
    }

    /** The sockets will be closed: connections that wait for their client's first word would be reset then, and come at once from now on. */
    void takeSilentOnes() {
        open.values().forEach(each -> each.socket().deferAccept(false));
    }

    void closeAll() {
        open.values().forEach(each -> each.socket().close());
        open = Map.of();
    }

    /** Ports that were opened beside those that are in use. */
    final class Opening {
        private final Map<Key, Open> next = new HashMap<>();
        private final List<Open> opened = new ArrayList<>();
        private final Map<String, ListenerConfig> byListener = new TreeMap<>();
        private final List<Problem> problems = new ArrayList<>();

        List<Problem> problems() {
            return problems;
        }

        private void add(String path, ListenerConfig config, PortPlan plan) {
            Key key = Key.of(config);
            byListener.put(config.name(), config);
            Open already = next.getOrDefault(key, open.get(key));
            if (already != null) {
                next.put(key, already);
                return;
            }
            try {
                Listener listener = listeners.apply(plan);
                Open made = new Open(transport.listen(at(config.bindPort()), listener), listener);
                opened.add(made);
                next.put(key, made);
            } catch (IOException refused) {
                String mapped = config.bindPort() == config.port() ? "" : " (bound as " + config.bindPort() + ")";
                problems.add(new Problem(
                        path,
                        Reason.PortUnavailable,
                        "port " + config.port() + mapped + " of listener \"" + config.name() + "\" cannot be bound: "
                                + Unbound.why(refused, "--bind-address", bindAddress)));
            }
        }

        private InetSocketAddress at(int port) {
            return bindAddress.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.ofLiteral(bindAddress), port);
        }

        /** Takes everything back. */
        void undo() {
            opened.forEach(each -> each.socket().close());
        }

        /** The plan runs now: each port serves its listener, and those that no listener has any more are closed. */
        void keep() {
            Map<String, Integer> ports = new TreeMap<>();
            byListener.forEach((name, config) -> {
                Open one = next.get(Key.of(config));
                if (one != null) {
                    one.listener().serve(config.port());
                    one.socket().deferAccept(deferAccept && clientSpeaksFirst(config.protocol()));
                    ports.put(name, one.socket().port());
                }
            });
            Map<Key, Open> before = open;
            open = Map.copyOf(next);
            bound = Map.copyOf(ports);
            before.forEach((key, one) -> {
                if (open.get(key) != one) {
                    one.socket().close();
                }
            });
        }
    }
}
