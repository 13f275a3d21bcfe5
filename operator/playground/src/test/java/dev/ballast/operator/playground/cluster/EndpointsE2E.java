package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.operator.playground.story.SteadyLoad;
import dev.ballast.operator.playground.story.SteadyLoad.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            assertThat(outcome.failures()).isEmpty();
        }
    }

    @Test
    void triesNoPodLongerThanASecondAfterItIsGone(Site site) throws InterruptedException {
        site.echo("going", 4);
        // What asks a pod to connect whose network is gone hears nothing, and is counted when it is given up: by default, three seconds after it was begun.
        site.program(Manifests.loadBalancer("going", "going") + "  trafficPolicy: {timeouts: {connect: 500ms}}\n", "going");
        List<Pod> echoes = site.client().pods().inNamespace(site.namespace()).withLabel("echo", "going").list().getItems();

        try (SteadyLoad load = SteadyLoad.on(site.address("going", 80)); Retries retries = new Retries(site, "going")) {
            echoes.stream().limit(2).forEach(echo -> site.kubectl("delete", "pod", echo.getMetadata().getName()));
            Instant gone = Instant.now();
            site.kubectl("rollout", "status", "deployment/going", "--timeout=90s");
            Thread.sleep(Duration.ofSeconds(2));
            Outcome outcome = load.stop();

            Site.figure("two of four echo pods deleted", outcome + "; " + retries.count() + " tries of pods that were gone" + lastAfter(gone, retries));
            assertThat(outcome.failures()).isEmpty();
            assertThat(retries.last()).isBefore(gone.plusSeconds(1));
        }
    }

    private static String lastAfter(Instant gone, Retries retries) {
        return retries.count() == 0 ? "" : ", the last " + Duration.between(gone, retries.last()).toMillis() + " ms after kubectl delete came back";
    }

    private static void scale(Site site, int replicas) {
        site.kubectl("scale", "deployment/shop", "--replicas=" + replicas);
        site.kubectl("rollout", "status", "deployment/shop", "--timeout=90s");
    }
}
