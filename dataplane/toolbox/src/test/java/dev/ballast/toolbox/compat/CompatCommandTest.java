package dev.ballast.toolbox.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.toolbox.check.Check;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The flags that users of older balancers have in their scripts, word by word. */
class CompatCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String line) {
        return new CommandLine(new CompatCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler((wrong, arguments) -> {
                    err.append(wrong.getMessage());
                    return 2;
                })
                .execute(line.split(" +"));
    }

    private String manifest(String line) {
        assertThat(run(line + " --print")).as(() -> err.toString()).isZero();
        assertThat(Check.problems(out.toString(), Place.Standalone)).as(out.toString()).isEmpty();
        return out.toString();
    }

    @Test
    void theTcpBalancersPlaces() {
        assertThat(manifest("tcp 8081 0.0.0.0 127.0.0.1:8000,127.0.0.1:8001"))
                .contains("port: 8081").contains("protocol: TCP").contains("port: 8001").contains("maxConnectionsPerEndpoint: 100").contains("maxConnections: 1000")
                .contains("attempts: 3").contains("interval: 5s").contains("healthyThreshold: 2").contains("stall: 10s");
    }

    @Test
    void theTcpBalancersDefaults() {
        assertThat(manifest("tcp")).contains("port: 8080").contains("port: 8000").contains("port: 8001");
    }

    @Test
    void theHttpBalancersFlags() {
        assertThat(manifest("http -p 9000 -b 127.0.0.1:3001,127.0.0.1:3002 -a least_connections --health-check-interval 10 --admin-port 9999"))
                .contains("port: 9000").contains("type: LeastConnections").contains("interval: 10s").contains("path: /health").contains("forwardedBy: Enabled")
                .contains("value: /lb-health").contains("value: /lb-stats").contains("port: 9999");
    }

    @Test
    void theHttpBalancersDefaults() {
        assertThat(manifest("http")).contains("port: 8080").contains("port: 3001").contains("port: 3003").contains("type: RoundRobin").contains("interval: 30s");
    }

    @Test
    void theOptimizedBalancersFlags() {
        assertThat(manifest("optimized -p 8081 -b 127.0.0.1:1 127.0.0.1:2 --max-connections 2000 --health-check-period 3 --health-check-url /health "
                        + "--connection-timeout 2 --buffer-size 65536"))
                .contains("port: 8081").contains("port: 2").contains("maxConnections: 2000").contains("interval: 3s").contains("path: /health").contains("connect: 2s")
                .contains("type: LeastConnections");
    }

    @Test
    void theOptimizedBalancersDefaults() {
        assertThat(manifest("optimized")).contains("port: 80").contains("port: 8081").contains("maxConnections: 1000").contains("connect: 3s").contains("path: /");
        out.getBuffer().setLength(0);
        assertThat(manifest("optimized --no-health-check")).doesNotContain("active");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp 70000                            | PORT: 70000: expected 1 to 65535",
                "tcp 8080 no-such-host.invalid        | HOST: no address is known for \"no-such-host.invalid\"",
                "tcp 8080 0.0.0.0 nowhere             | BACKENDS: \"nowhere\": expected HOST:PORT",
                "http -a fastest                      | --algorithm: fastest: expected round_robin, least_connections, random or weighted_round_robin",
                "http -b no-such-host.invalid:80      | --backends: no address is known for \"no-such-host.invalid\"",
                "http --health-check-interval 0       | --health-check-interval: 0: expected 1 to 3600",
                "optimized --max-connections 0        | --max-connections: 0: expected 1 to 1000000",
            })
    void wrongUseNamesTheOptionTheValueAndWhatWasExpected(String line, String message) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(message);
    }
}
