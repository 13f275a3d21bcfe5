package dev.ballast.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Work for a proxy, from clients on the other core. */
interface Load {
    /** What is counted, such as "request". */
    String unit();

    /** Loads whatever listens on the port for about so long. */
    Done run(int port, int seconds) throws IOException, InterruptedException;

    /**
     * What was done.
     *
     * @param count units that succeeded; not always whole
     * @param p99 of the latency, as the client writes it; "–" where it says nothing
     */
    record Done(double count, long failed, double perSecond, String p99) {}

    /** Requests of one client thread of h2load over TLS, on so many connections with so many streams each. */
    static Load h2load(int connections, int streams) {
        return new Load() {
            @Override
            public String unit() {
                return "request";
            }

            @Override
            public Done run(int port, int seconds) throws IOException, InterruptedException {
                H2LoadReport report = H2LoadReport.of(Lab.output(
                        "taskset", "-c", Lab.OTHER_CORE, "h2load", "-t1", "-c" + connections, "-m" + streams, "-D" + seconds, "--npn-list=h2",
                        "https://127.0.0.1:" + port + "/"));
                return new Done(report.succeeded(), report.failed(), report.perSecond(), "–");
            }
        };
    }

    /** Requests of one client thread of wrk on so many connections. */
    static Load wrk(String scheme, int connections, String... headers) {
        return new Load() {
            @Override
            public String unit() {
                return "request";
            }

            @Override
            public Done run(int port, int seconds) throws IOException, InterruptedException {
                List<String> command = new ArrayList<>(
                        List.of("taskset", "-c", Lab.OTHER_CORE, "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
                for (String header : headers) {
                    command.add("-H");
                    command.add(header);
                }
                command.add(scheme + "://127.0.0.1:" + port + "/");
                WrkReport report = WrkReport.of(Lab.output(command.toArray(String[]::new)));
                return new Done(report.succeeded(), report.failed(), report.perSecond(), report.p99());
            }
        };
    }
}
