package dev.ballast.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a request costs more when there are many endpoints. All of them are one nginx, which answers at every address of 127.0.0.0/8. Each request is a
 * connection of its own to its endpoint, in both runs alike: with kept ones the many would be new and the few would not, and that would be measured.
 */
final class GrowthRow implements Row {
    private static final int FEW = 10;
    /** As many as a backend in a file may have; what a pick costs among 10,000 is measured by {@code PickBenchmark}. */
    private static final int MANY = 256;
    private static final int CONNECTIONS = 64;

    @Override
    public String id() {
        return "P13";
    }

    @Override
    public String title() {
        return "10 to 256 endpoints: processor time a request, a connection to the endpoint for each";
    }

    @Override
    public String goal() {
        return "≤ + 10 %";
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        int backend = Lab.freePort();
        lab.start(Lab.OTHER_CORE, "backend", Nginx.closingBackend(lab, backend));
        lab.awaitOpen(backend, "backend");
        StringBuilder table = new StringBuilder("| proxy | µs, 10 endpoints | µs, 256 endpoints | more | version |\n|---|---|---|---|---|\n");
        String figure = "–";
        for (Peer peer : Peer.values()) {
            if (peer != Peer.Ballast && !Lab.installed(peer.name().toLowerCase(Locale.ROOT))) {
                continue;
            }
            double[] micros = micros(lab, peer, backend, pace);
            String more = Twins.more(micros);
            table.append(String.format(Locale.ROOT, "| %s | %.2f | %.2f | %s | %s |%n", peer, micros[0], micros[1], more, peer.version(lab)));
            if (peer == Peer.Ballast) {
                figure = more;
            }
        }
        return new Outcome(figure, table.toString());
    }

    private static double[] micros(Lab lab, Peer peer, int backend, Pace pace) throws IOException, InterruptedException {
        return Twins.micros(
                lab, peer, "P13", Load.wrk("http", CONNECTIONS), pace, twin(lab, peer, backend, FEW), twin(lab, peer, backend, MANY));
    }

    private static Twins.Twin twin(Lab lab, Peer peer, int backend, int endpoints) throws IOException, InterruptedException {
        Front front = new Front(Front.Speaks.HTTP, Lab.freePort(), endpoints(endpoints, backend), Pem.ecdsa(lab), true);
        return new Twins.Twin(peer.name() + " with " + endpoints, front.port(), peer.command(lab, front, 1));
    }

    private static List<String> endpoints(int count, int port) {
        List<String> endpoints = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            endpoints.add("127.1." + (i / 250) + "." + (i % 250 + 1) + ":" + port);
        }
        return endpoints;
    }
}
