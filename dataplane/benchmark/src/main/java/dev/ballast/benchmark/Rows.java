package dev.ballast.benchmark;

import java.io.IOException;
import java.util.List;

/** What is measured, and how far it should go: the goals of the design, in their order. */
final class Rows {
    private static final int CONNECTIONS = 64;
    private static final String ONCE = "Connection: close";

    private Rows() {}

    static List<Row> all() {
        return List.of(
                cpu("P1", "HTTP/1.1 keep-alive, 64 connections, answers of two bytes", "≤ 0.87", Front.Speaks.HTTP, true),
                ConfigRow.defaults(),
                cpu("P2", "TCP, small messages, 64 connections", "≤ 0.9", Front.Speaks.TCP, true),
                new CpuRow("P3", "TCP, 2 GiB over one connection; HAProxy splices", "≤ 1.0", Rows::bulk),
                cpu("P4", "a connection for every request, each as it ships", "≤ 0.7", Front.Speaks.HTTP, true, ONCE),
                cpu("P4-undeferred", "a connection for every request, ours without deferred accept", "≤ 0.9", Front.Speaks.HTTP, false, ONCE),
                cpu("P5", "TLS 1.3 keep-alive, ECDSA P-256", "≤ 0.9", Front.Speaks.HTTPS, true),
                cpu("P5-ecdsa", "a full handshake for every request, ECDSA P-256", "≤ 1.0", Front.Speaks.HTTPS, true, ONCE),
                new CpuRow("P5-rsa", "a full handshake for every request, RSA 2048", "≤ 1.0", Rows::rsa),
                new CpuRow("P6", "HTTP/2 over TLS, 8 connections of 10 streams", "≤ 1.0, then 0.9", Rows::http2),
                new LatencyRow(),
                new MemoryRow(Front.Speaks.HTTP),
                new MemoryRow(Front.Speaks.HTTPS),
                new StartRow(),
                new GrowthRow(),
                ConfigRow.routes(),
                new CoresRow(),
                new FailoverRow(false),
                new FailoverRow(true));
    }

    private static Row cpu(String id, String title, String goal, Front.Speaks speaks, boolean defaults, String... headers) {
        return new CpuRow(id, title, goal, lab ->
                new CpuRow.Prepared(web(lab, speaks, defaults), Load.wrk(speaks.scheme(), CONNECTIONS, headers)));
    }

    /** In front of two backends of nginx that answer with two bytes. */
    static Front web(Lab lab, Front.Speaks speaks, boolean defaults) throws IOException, InterruptedException {
        return Front.of(speaks, backends(lab), Pem.ecdsa(lab), defaults);
    }

    private static List<Integer> backends(Lab lab) throws IOException, InterruptedException {
        List<Integer> ports = List.of(Lab.freePort(), Lab.freePort());
        lab.start(Lab.OTHER_CORE, "backend", Nginx.backend(lab, ports));
        for (int port : ports) {
            lab.awaitOpen(port, "backend");
        }
        return ports;
    }

    private static CpuRow.Prepared http2(Lab lab) throws IOException, InterruptedException {
        return new CpuRow.Prepared(web(lab, Front.Speaks.HTTP2, true), Load.h2load(8, 10));
    }

    private static CpuRow.Prepared rsa(Lab lab) throws IOException, InterruptedException {
        return new CpuRow.Prepared(
                Front.of(Front.Speaks.HTTPS, backends(lab), Pem.rsa(lab), true), Load.wrk("https", CONNECTIONS, ONCE));
    }

    private static CpuRow.Prepared bulk(Lab lab) throws IOException, InterruptedException {
        Bulk bulk = lab.keep(new Bulk(lab, 2));
        return new CpuRow.Prepared(Front.of(Front.Speaks.TCP, List.of(bulk.port()), Pem.ecdsa(lab), true), bulk);
    }
}
