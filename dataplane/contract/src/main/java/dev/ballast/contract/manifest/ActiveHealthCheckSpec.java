package dev.ballast.contract.manifest;

import java.util.List;

/** Probes: each dataplane pod asks each endpoint of a backend, however many listeners use the backend. */
@Doc("Probes: each dataplane pod asks each endpoint of the backend whether it serves.")
@Rule(
        value = "duration(self.timeout) <= duration(self.interval)",
        message = "'timeout %s is longer than interval %s: expected at most that'.format([self.timeout, self.interval])",
        field = ".timeout")
@Rule(
        value = "duration(self.timeout) >= duration('10ms')",
        message = "'timeout %s is too short for an answer: expected at least 10ms'.format([self.timeout])",
        field = ".timeout")
public record ActiveHealthCheckSpec(
        @Doc("HTTP (a GET request, over HTTP/2 where the backend speaks it), TCP (a connection) or GRPC (grpc.health.v1.Health/Check of the whole server). Connected to as requests are: with the backend's TLS, and with a header of the PROXY protocol that says that no client stands behind it.") @Default("HTTP") Type type,
        @Doc("From one probe to the next; up to a tenth more or less, so that probes do not fall together.") @Default("5s") GepDuration interval,
        @Doc("How long a probe may take, connecting included.") @Default("2s") GepDuration timeout,
        @Doc("Good probes in a row after which an endpoint is used again.") @Default("2") @Bounds(min = 1, max = 100) Integer healthyThreshold,
        @Doc("Bad probes in a row after which an endpoint is not used; of an endpoint that was never probed before, one is enough.")
        @Default("3") @Bounds(min = 1, max = 100)
        Integer unhealthyThreshold,
        @Doc("HTTP only: the path that is asked for.")
        @Default("/health") @Text(maxLength = 1024, pattern = PATH, expected = "a path that begins with /")
        String path,
        @Doc("HTTP only: the statuses that are good, such as 200 or 200-399.")
        @Default("[\"200-399\"]") @Items(min = 1, max = 16) @Text(maxLength = 7, pattern = STATUSES, expected = "a status such as 200, or a range such as 200-399")
        List<String> expectedStatuses,
        @Doc("The port that is asked; 0 = the endpoint's own. Another one is connected to plainly, whatever the backend's TLS.") @Default("0") @Bounds(min = 0, max = 65_535) Integer port) {
    private static final String PATH = "^/[!-~]*$";
    private static final String STATUSES = "^[1-5][0-9][0-9](-[1-5][0-9][0-9])?$";

    public ActiveHealthCheckSpec {
        type = type == null ? Type.HTTP : type;
        interval = interval == null ? GepDuration.of("5s") : interval;
        timeout = timeout == null ? GepDuration.of("2s") : timeout;
        healthyThreshold = healthyThreshold == null ? 2 : healthyThreshold;
        unhealthyThreshold = unhealthyThreshold == null ? 3 : unhealthyThreshold;
        path = path == null ? "/health" : path;
        expectedStatuses = expectedStatuses == null ? List.of("200-399") : List.copyOf(expectedStatuses);
        port = port == null ? 0 : port;
    }

    /** How an endpoint is asked. */
    public enum Type {
        HTTP,
        TCP,
        GRPC
    }
}
