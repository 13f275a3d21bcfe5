package dev.ballast.operator.playground.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart without a cluster: what Helm makes of it for the values that people set. */
class ChartIT {
    @TempDir
    Path directory;

    @Test
    void passesHelmsOwnCheck() {
        LintResult result = new Helm(Rendered.CHART).lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void isMadeForTheVersionThatThisBuildHas() throws IOException {
        Matcher version = Pattern.compile("<artifactId>ballast-parent</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(Path.of("../../pom.xml")));
        assertThat(version.find()).isTrue();

        Container operator = operator(Rendered.with(directory, "")).getContainers().getFirst();

        assertThat(operator.getImage()).isEqualTo("ballast/operator:" + version.group(1));
        assertThat(operator.getArgs()).contains("--dataplane-image=ballast/dataplane:" + version.group(1));
    }

    @Test
    void bringsTheOneResourceDefinition() throws IOException {
        Path inTheChart = Rendered.CHART.resolve("crds/loadbalancers.ballast.dev.yaml");

        assertThat(Files.isSameFile(inTheChart, Path.of("../../crds/loadbalancers.ballast.dev.yaml"))).isTrue();
    }

    @Test
    void runsTheOperatorInANamespaceThatEnforcesPodSecurityRestricted() {
        PodSpec pod = operator(Rendered.with(directory, ""));

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        });
    }

    @Test
    void endsTheOperatorsRightsAtTheNamespacesThatAreWatched() {
        Rendered everywhere = Rendered.with(directory, "");
        Rendered watched = Rendered.with(directory, "watchNamespaces: [one, two]");

        assertThat(everywhere.all(Role.class)).singleElement().satisfies(own ->
                assertThat(own.getMetadata().getNamespace()).isEqualTo("ballast-system"));
        assertThat(watched.all(ClusterRole.class)).isEmpty();
        assertThat(watched.all(ClusterRoleBinding.class)).isEmpty();
        assertThat(watched.all(Role.class)).extracting(role -> role.getMetadata().getNamespace())
                .containsExactlyInAnyOrder("ballast-system", "one", "two");
        assertThat(watched.all(Role.class))
                .filteredOn(role -> !role.getMetadata().getNamespace().equals("ballast-system"))
                .allSatisfy(role -> assertThat(role.getRules()).isEqualTo(everywhere.only(ClusterRole.class).getRules()));
        assertThat(operator(watched).getContainers().getFirst().getArgs()).contains("--watch-namespaces=one,two");
    }

    @Test
    void grantsWhatTheOperatorsReadmeSaysThatItUses() throws IOException {
        Rendered rendered = Rendered.with(directory, "");
        Set<String> granted = new TreeSet<>();
        rendered.only(ClusterRole.class).getRules().forEach(rule -> granted.addAll(grants("", rule)));
        rendered.only(Role.class).getRules().forEach(rule -> granted.addAll(grants("own namespace: ", rule)));

        assertThat(granted).isEqualTo(grantsOfTheReadme());
    }

    @Test
    void keepsOneOfSeveralOperatorsThroughADrain() {
        Rendered several = Rendered.with(directory, "operator: {replicas: 2}");

        assertThat(several.only(PodDisruptionBudget.class).getSpec().getSelector())
                .isEqualTo(several.only(Deployment.class).getSpec().getSelector());
        assertThat(Rendered.with(directory, "").all(PodDisruptionBudget.class)).isEmpty();
    }

    @Test
    void saysWithWhichSecretsEachImageIsPulled() {
        PodSpec pod = operator(Rendered.with(directory, "imagePullSecrets: [here]\ndataplane: {imagePullSecrets: [there, everywhere]}"));

        assertThat(pod.getImagePullSecrets()).extracting(LocalObjectReference::getName).containsExactly("here");
        assertThat(pod.getContainers().getFirst().getArgs()).contains("--dataplane-image-pull-secrets=there,everywhere");
    }

    @Test
    void refusesAValueThatItDoesNotHave() {
        assertThatThrownBy(() -> Rendered.with(directory, "operator: {replica: 2}")).hasMessageContaining("replica");
        assertThatThrownBy(() -> Rendered.with(directory, "watchNamespaces: [Shop]")).hasMessageContaining("Shop");
        assertThatThrownBy(() -> Rendered.with(directory, "dataplane: {image: {pullPolicy: Sometimes}}"))
                .hasMessageContaining("pullPolicy");
    }

    /** One line a resource and verb: {@code own namespace: get leases.coordination.k8s.io}. */
    private static List<String> grants(String where, PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> group.isEmpty() ? resource : named(resource, group)))
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> where + verb + " " + resource))
                .toList();
    }

    /** As kubectl writes it: {@code loadbalancers.ballast.dev/status}. */
    private static String named(String resource, String group) {
        String[] parts = resource.split("/", 2);
        return parts[0] + "." + group + (parts.length > 1 ? "/" + parts[1] : "");
    }

    /** The rows of the table under "Rights". */
    private static Set<String> grantsOfTheReadme() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        Set<String> grants = new TreeSet<>();
        readme.substring(readme.indexOf("## Rights")).lines().filter(line -> line.startsWith("|") && line.contains("`")).forEach(row -> {
            String[] cells = row.split("\\|");
            String where = cells[1].strip().startsWith("own namespace: ") ? "own namespace: " : "";
            for (String resource : cells[1].replace("own namespace: ", "").split(",")) {
                for (String verb : cells[2].split(",")) {
                    grants.add(where + verb.strip() + " " + resource.strip().replace("`", ""));
                }
            }
        });
        return grants;
    }

    private static PodSpec operator(Rendered rendered) {
        return rendered.only(Deployment.class).getSpec().getTemplate().getSpec();
    }
}
