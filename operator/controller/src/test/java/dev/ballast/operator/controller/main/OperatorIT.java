package dev.ballast.operator.controller.main;

import static dev.ballast.operator.controller.testing.Cluster.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.operator.controller.testing.Cluster;
import dev.ballast.operator.controller.testing.FakePod;
import dev.ballast.operator.controller.testing.RealApiServer;
import dev.ballast.operator.controller.testing.Specs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator on a real API server, with pods that are only a channel. */
@ExtendWith(RealApiServer.class)
class OperatorIT {
    private Cluster cluster;

    @BeforeEach
    void aNamespaceWithAServiceAndAnOperator() {
        cluster = new Cluster(RealApiServer.client());
        cluster.service("shop", 8080, "http");
        cluster.operator();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void programmedIsSaidOnceEveryReadyPodHasAcked() {
        cluster.apply("shop", Specs.http("shop", 8080));
        cluster.endpoints("shop", "http", 9000, Cluster.endpoint("10.0.0.1", "uid-1", true, true, false));
        cluster.awaitState("shop", "Programmed", "False Pending");

        FakePod first = cluster.pod("shop", "first");
        within().until(first::snapshot, snapshot -> snapshot != null && !snapshot.backends().getFirst().endpoints().isEmpty());
        assertThat(cluster.state("shop", "Programmed")).as("no pod is Ready yet").isEqualTo("False Pending");

        cluster.ready("first", true);
        cluster.awaitState("shop", "Programmed", "True Programmed");
    }
}
