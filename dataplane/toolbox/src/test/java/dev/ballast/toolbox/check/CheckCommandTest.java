package dev.ballast.toolbox.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Samples;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    private static final String GOOD = """
            apiVersion: ballast.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: shop}
            spec:
              listeners: [{name: web, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: cert}]}}]
              backends: [{name: shop, service: {name: shop, port: 8080}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void whatAClusterHoldsIsListedAndOtherKindsArePassedOver() {
        assertThat(check(GOOD)).isZero();
        assertThat(out.toString())
                .isEqualTo("""
                        (standard input): shop is well formed; needs Secret "cert", Service "shop" with port 8080
                        1 LoadBalancer in 1 file: nothing is wrong
                        """);
    }

    @Test
    void soIsWhatIsShownToEndpointsAndBelievedOfThem() {
        String asked = GOOD.replaceFirst("(?m)^( *)backends: .*$", """
                $1backends:
                $1- name: shop
                $1  service: {name: shop, port: 8080}
                $1  tls: {mode: Verify, hostname: shop.example, caRefs: [{kind: ConfigMap, name: ca}], clientSecret: {name: ours}}""");
        assertThat(check(asked)).as(() -> out.toString()).isZero();
        assertThat(out.toString()).contains("needs ConfigMap \"ca\", Secret \"cert\", Secret \"ours\", Service \"shop\" with port 8080");
    }

    @Test
    void onALaptopEverythingMustBeInTheFile() {
        assertThat(check(GOOD, "--laptop")).isEqualTo(1);
        assertThat(out.toString())
                .contains("spec.listeners[0].tls.secrets[0]: Secret \"cert\"")
                .contains("spec.backends[0].service: Service \"shop\" needs a cluster")
                .contains("\"Service\" is not read here");
    }

    @Test
    void aProblemHasItsLineAndColumn() {
        assertThat(check(GOOD.replace("443", "44300000").replace("listeners:", "listenrs:"))).isEqualTo(1);
        assertThat(out.toString()).contains("(standard input):5:3: spec.listenrs: \"listenrs\" is not a field: did you mean \"listeners\"?");
    }

    @Test
    void aKindThatIsMisspeltIsNotPassedOver() {
        assertThat(check(GOOD.replace("kind: LoadBalancer", "kind: LoadBalancr"))).isEqualTo(1);
        assertThat(out.toString()).contains("(standard input):2:7: kind: \"LoadBalancr\" is not read here");
    }

    @Test
    void nothingToCheckIsNotWell() {
        assertThat(check("apiVersion: v1\nkind: Service\n")).isEqualTo(1);
        assertThat(out.toString()).isEqualTo("(standard input): there is no LoadBalancer in it\n0 LoadBalancers in 1 file: nothing to check\n");
    }

    @Test
    void problemsAreToldFromTheTopOfTheFileToItsEnd() {
        assertThat(check(GOOD.replace("  backends:", "  topologi: {}\n  backends:").replace("port: 443", "port: x"))).isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("(standard input):")).map(line -> Integer.parseInt(line.split(":")[1])))
                .containsExactly(5, 6);
    }

    @Test
    void aLoadBalancerThatCannotBeReadCountsAsOne() {
        assertThat(check(GOOD + "---\n" + GOOD.replace("name: shop}\nspec", "name: Shop}\nspec"))).isEqualTo(1);
        assertThat(out.toString()).contains("2 LoadBalancers in 1 file: 1 problem");
    }

    @Test
    void inAFileThatIsNotYamlNobodyCountsThem() {
        assertThat(check("kind: [")).isEqualTo(1);
        assertThat(out.toString()).endsWith("\n1 file: 1 problem\n");
    }

    @Test
    void aCertificateThatHasExpiredIsWarnedOf() {
        String secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: cert}\ntype: kubernetes.io/tls\nstringData:\n"
                + "  tls.crt: |\n" + Samples.pem("ec.crt").indent(4) + "  tls.key: |\n" + Samples.pem("ec.sec1.key").indent(4);
        assertThat(check(GOOD + secret)).isZero();
        assertThat(out.toString()).doesNotContain("warning");
        now = Instant.parse("2127-01-01T00:00:00Z");
        assertThat(check(GOOD + secret)).isZero();
        assertThat(out.toString())
                .contains("(standard input):5:86: spec.listeners[0].tls.secrets[0]: warning: the certificate in Secret \"cert\" of listener \"web\" expired on 2126-10-28T08:15:30Z")
                .contains("1 LoadBalancer in 1 file: nothing is wrong, 1 warning");
    }

    @Test
    void aSecretThatCannotBeReadIsNotSaidToBeMissing() {
        String secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: cert}\ntype: kubernetes.io/tls\ndata: {tls.crt: '%'}\n";
        assertThat(check(GOOD.replaceFirst("(?s)---.*", "").replace("service: {name: shop, port: 8080}", "endpoints: [{address: 10.0.0.1, port: 80}]") + secret, "--laptop")).isEqualTo(1);
        assertThat(out.toString())
                .contains("data[tls.crt]: is not base64: expected base64, or the text itself under stringData")
                .doesNotContain("does not exist");
    }

    @Test
    void filesAreCheckedOneByOne(@TempDir Path directory) throws Exception {
        Path one = Files.writeString(directory.resolve("one.yaml"), GOOD);
        Path two = Files.writeString(directory.resolve("two.yaml"), GOOD.replace("port: 443", "port: x"));
        assertThat(run("", one.toString(), two.toString())).isEqualTo(1);
        assertThat(out.toString()).contains(two + ":5:").contains("2 files: 1 problem");
        assertThat(run("", directory.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml: there is no such file");
    }

    private int check(String text, String... options) {
        String[] arguments = new String[options.length + 1];
        System.arraycopy(options, 0, arguments, 0, options.length);
        arguments[options.length] = "-";
        return run(text, arguments);
    }

    private int run(String in, String... arguments) {
        return new CommandLine(new CheckCommand(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), () -> now))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
