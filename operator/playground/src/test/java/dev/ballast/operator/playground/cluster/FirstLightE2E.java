package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.operator.playground.story.SteadyLoad;
import dev.ballast.operator.playground.story.SteadyLoad.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From {@code kubectl apply} to a forwarded byte, and to the truth of what the status says. */
@Tag("cluster")
@ExtendWith(Installed.class)
class FirstLightE2E {
    @Test
    void servesSoonAfterApply(Site site) throws InterruptedException {
        Instant applied = Instant.now();
        site.kubectl("apply", "-f", "../../examples/shop.yaml");
        site.programmed("shop");
        Instant programmed = Instant.now();
        InetSocketAddress address = site.address("shop", 80);
        await().atMost(Duration.ofSeconds(30)).until(() -> SteadyLoad.burst(List.of(address), 1).failed() == 0);
        Instant answered = Instant.now();

        Site.figure("kubectl apply to Programmed", Duration.between(applied, programmed));
        Site.figure("kubectl apply to first 200 through the Service address", Duration.between(applied, answered));
        site.kubectl("rollout", "status", "deployment/shop", "--timeout=90s");
        Outcome outcome = SteadyLoad.burst(List.of(address), 300);
        assertThat(outcome.failed()).as(outcome.toString()).isZero();
        assertThat(outcome.answeredBy()).as("every echo pod answers").hasSize(3);
    }

    @Test
    void saysProgrammedOnlyWhenNoPodAnswersFromTheOldBackend(Site site) throws InterruptedException {
        site.echo("blue", 2);
        site.echo("green", 2);
        site.program(Manifests.loadBalancer("colours", "blue"), "colours");
        List<InetSocketAddress> pods = site.podAddresses("colours", 80);
        assertThat(pods).hasSize(2);

        site.program(Manifests.loadBalancer("colours", "green"), "colours");
        Outcome outcome = SteadyLoad.burst(pods, 1000);

        Site.figure("after Programmed on another backend, over " + pods.size() + " pods", outcome + ", answered by " + outcome.answeredBy());
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.answeredBy()).isNotEmpty().allMatch(name -> name.startsWith("green-"));
    }
}
