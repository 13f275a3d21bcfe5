package dev.ballast.toolbox.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class StatsTextTest {
    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void tellsWhatRunsWithThoseThatAreLeftOutFirst() throws Exception {
        JsonNode stats = json("""
                {'version': '1.2.3', 'loadBalancer': 'ballast://local/shop', 'ready': true, 'uptimeSeconds': 3665, 'connections': 1200,
                 'config': {'revision': '0.1', 'source': 'File'}, 'unrouted': {'NoRoute': 2},
                 'listeners': [{'name': 'web', 'protocol': 'HTTP', 'port': 80, 'boundPort': 8080, 'routes': ['a', 'b'], 'backend': 'shop',
                                'open': 3, 'accepted': 4, 'requests': {'2xx': 1000, '5xx': 1}, 'latency': {'p50Millis': 0.7, 'p99Millis': 12.25}, 'refused': {'ConnectionLimit': 7}}],
                 'rateLimits': [{'name': 'all', 'scope': 'Fleet', 'letIn': 1002, 'excess': 3,
                                 'budgets': [{'listener': 'web', 'quotaPercent': 33.3, 'demandPercent': 12.5}, {'listener': 'web', 'route': 'a', 'quotaPercent': 5.0, 'demandPercent': 0.0}]}],
                 'caches': [{'listener': 'web', 'route': 'a', 'requests': {'Hit': 1001, 'Miss': 2}, 'usedBytes': 65536, 'dropped': 0}],
                 'backends': [{'name': 'shop', 'algorithm': 'RoundRobin', 'circuit': 'Open', 'rollout': 'RolledBack', 'waiting': 5, 'perEndpoint': 10, 'attempts': 1002, 'retries': 1,
                               'failures': {'ConnectFailure': 1},
                               'endpoints': [{'id': '10.0.0.1:80', 'weight': 1, 'state': 'Ready', 'inFlight': 2, 'permits': 4, 'total': 1000, 'failed': 0, 'sharePercent': 40},
                                             {'id': '10.0.0.22:80', 'weight': 12, 'state': 'Ejected', 'inFlight': 0, 'total': 2, 'failed': 2, 'why': 'refused'}]}]}
                """);
        assertThat(StatsText.of(stats, false)).isEqualTo("""
                shop  ready  version 1.2.3  up 1h1m5s  snapshot 0.1 (File)  1,200 connections
                came to no backend: NoRoute 2

                LISTENER  PORT  PROTOCOL  BACKEND         OPEN  ACCEPTED  ANSWERS               P50       P99  REFUSED
                web       8080  HTTP      2 routes, shop     3         4  2xx 1,000, 5xx 1  0.70 ms  12.25 ms  ConnectionLimit 7

                RATE LIMIT  SCOPE  LET IN  EXCESS  THIS POD'S PART
                all         Fleet   1,002       3  web: 33.3 %, asked for 12.5 %; web / a: 5.0 %, asked for 0.0 %

                CACHE     BYTES  DROPPED  REQUESTS
                web / a  65,536        0  Hit 1,001, Miss 2

                shop  RoundRobin  1,002 tries, 1 again, circuit Open, rollout RolledBack, 5 wait  ConnectFailure 1
                ENDPOINT      STATE                 WEIGHT  IN FLIGHT  REQUESTS  FAILED  LATENCY  PROBE  WHY
                10.0.0.22:80  Ejected                   12       0/10         2       2                  refused
                10.0.0.1:80   Ready (warming 40 %)       1  2/4 of 10     1,000       0
                """);
        assertThat(StatsText.of(stats, true)).contains("\033[31mEjected\033[0m").contains("\033[32mReady (warming 40 %)\033[0m");
    }

    @Test
    void tellsWhyNothingRuns() throws Exception {
        JsonNode stats = json("""
                {'version': '1', 'ready': false, 'notReady': 'no snapshot runs', 'connections': 0, 'listeners': [], 'backends': [],
                 'refused': {'revision': '0.2', 'when': '2026-01-01T00:00:00Z', 'problems': ['spec.listeners: wrong']}}
                """);
        assertThat(StatsText.of(stats, false)).contains("no load balancer  not ready").contains("no snapshot runs\n").contains("revision 0.2 was refused")
                .contains("  spec.listeners: wrong\n");
    }
}
