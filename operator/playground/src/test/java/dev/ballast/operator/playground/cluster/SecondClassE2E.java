package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.operator.playground.story.SteadyLoad;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A second installation: a class of its own, the rights of one namespace, gone before the first one. */
@Tag("cluster")
@ExtendWith(Installed.class)
class SecondClassE2E {
    @Test
    void servesInItsNamespaceAndLeavesDefinitionAndDataplaneWhenUninstalled(Site site) throws InterruptedException {
        site.echo("shop", 1);
        String own = "--namespace=" + site.namespace();
        Command.run("helm", "install", "ballast-second", Installed.CHART.toString(), own,
                "--set", "className=second", "--set", "watchNamespaces={" + site.namespace() + "}");
        site.kubectl("rollout", "status", "deployment/ballast-second-operator", "--timeout=120s");
        site.program(Manifests.loadBalancer("second", "shop").replace("spec:", "spec:\n  className: second"), "second");
        List<InetSocketAddress> pods = site.podAddresses("second", 80);

        Command.run("helm", "uninstall", "ballast-second", own, "--wait");

        assertThat(Command.run("kubectl", "get", "crd", "loadbalancers.ballast.dev", "-o", "name")).contains("loadbalancers.ballast.dev");
        assertThat(site.kubectl("get", "loadbalancers", "-o", "name")).contains("/second");
        assertThat(SteadyLoad.burst(pods, 200).failures()).isEmpty();
        assertThat(site.podAddresses("second", 80)).containsExactlyInAnyOrderElementsOf(pods);
    }
}
