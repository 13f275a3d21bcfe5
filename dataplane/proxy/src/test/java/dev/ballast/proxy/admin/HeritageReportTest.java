package dev.ballast.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.admin.Stats.BackendStats;
import dev.ballast.proxy.admin.Stats.EndpointStats;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeritageReportTest {
    private static BackendStats backend(String name, EndpointStats... endpoints) {
        return new BackendStats(name, "LeastConnections", null, null, null, 0, null, 0, 0, Map.of(), null, Map.of(), List.of(endpoints));
    }

    private static EndpointStats endpoint(String id, String state, int inFlight, long total, long failed) {
        return new EndpointStats(id, null, 1, state, null, null, null, null, null, inFlight, null, total, failed, null, null);
    }

    @Test
    void isTheTableThatItsUsersKnow() {
        Stats stats = new Stats("1", "ballast://local/optimized", true, null, 1, 45, null, null, Map.of(), List.of(), List.of(
                backend(HeritagePages.OWN, endpoint("127.0.0.1:9000", "Ready", 1, 1, 1)),
                backend("backends", endpoint("127.0.0.1:8080", "Ready", 22, 1205, 3), endpoint("127.0.0.1:8081#uid", "Unhealthy", 0, 892, 15))), List.of(), List.of());
        assertThat(HeritageReport.of(stats)).isEqualTo("""
                === Load Balancer Stats ===
                Total Active Connections: 45
                Backend[0] 127.0.0.1:8080: Status=HEALTHY, Active=22, Total=1205, Failed=3
                Backend[1] 127.0.0.1:8081: Status=UNHEALTHY, Active=0, Total=892, Failed=15
                ============================
                """);
    }
}
