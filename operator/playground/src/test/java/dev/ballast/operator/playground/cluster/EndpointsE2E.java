package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.operator.playground.story.SteadyLoad;
import dev.ballast.operator.playground.story.SteadyLoad.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backends come and go under load; the echo ends what it has, and exits. */
@Tag("cluster")
@ExtendWith(Installed.class)
class EndpointsE2E {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @Test
    void losesNoRequestWhileABackendScalesAndRolls(Site site) throws InterruptedException {
        site.echo("shop", 1);
        site.program(Manifests.loadBalancer("shop", "shop"), "shop");
        InetSocketAddress address = site.address("shop", 80);

        Instant began = Instant.now();
        try (SteadyLoad load = SteadyLoad.on(address)) {
            scale(site, 10);
            scale(site, 2);
            site.kubectl("rollout", "restart", "deployment/shop");
            site.kubectl("rollout", "status", "deployment/shop", "--timeout=90s");
            Duration left = LONG_ENOUGH.minus(Duration.between(began, Instant.now()));
            if (left.isPositive()) {
                Thread.sleep(left);
            }
            Outcome outcome = load.stop();

            Site.figure("echo scaled 1, 10, 2 and rolled, over " + Duration.between(began, Instant.now()).toSeconds() + " s", outcome);
            assertThat(outcome.failed()).isZero();
        }
    }

    private static void scale(Site site, int replicas) {
        site.kubectl("scale", "deployment/shop", "--replicas=" + replicas);
        site.kubectl("rollout", "status", "deployment/shop", "--timeout=90s");
    }
}
