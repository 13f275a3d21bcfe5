package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Samples;
import dev.ballast.contract.manifest.AlgorithmSpec;
import dev.ballast.contract.manifest.EndpointSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.ListenerSpec.Protocol;
import dev.ballast.contract.manifest.LoadBalancerManifest;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Translator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ShortFormTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void isTheManifestThatItPrints() {
        assertThat(run("--listen 8080 --listen tcp:5432 --backend 3001 --backend [::1]:3002 --algorithm PeakEWMA --print")).isZero();

        Manifest manifest = ManifestReader.read("printed", out.toString());
        assertThat(manifest.problems()).isEmpty();
        LoadBalancerSpec spec = manifest.loadBalancers().getFirst().spec();
        assertThat(spec.listeners()).extracting(ListenerSpec::protocol).containsExactly(Protocol.HTTP, Protocol.TCP);
        assertThat(spec.backends().getFirst().endpoints())
                .containsExactly(new EndpointSpec("127.0.0.1", 3001, 1), new EndpointSpec("::1", 3002, 1));
        assertThat(spec.trafficPolicy()).isNotNull().extracting("algorithm.type").isEqualTo(AlgorithmSpec.Type.PeakEWMA);
    }

    @Test
    void speaksTlsWithACertificateFromAFile(@TempDir Path directory) throws Exception {
        Path certificate = Files.writeString(directory.resolve("tls.crt"), Samples.pem("ec.crt"));
        Path key = Files.writeString(directory.resolve("tls.key"), Samples.pem("ec.sec1.key"));
        assertThat(run("--listen https:8443 --certificate " + certificate + " --key " + key + " --backend 3001 --print")).isZero();

        Manifest manifest = ManifestReader.read("printed", out.toString());
        assertThat(manifest.problems()).isEmpty();
        LoadBalancerManifest local = manifest.loadBalancers().getFirst();
        assertThat(Translator.translate(local.spec(), Inputs.of("ballast://local/local", Place.Standalone, manifest)).problems()).isEmpty();
        assertThat(local.spec().listeners()).singleElement().extracting(ListenerSpec::protocol).isEqualTo(Protocol.HTTPS);
    }

    @Test
    void printsAListenerOnceAndTellsOfTheOptionsThatNoFieldStandsFor() {
        assertThat(run("--listen 8080 --bind-address ::1 --listen http:8080 --backend 3001 --admin-port=9001 --print")).isZero();

        assertThat(out.toString()).startsWith("# To be run with: ballast run --bind-address=::1 --admin-port=9001 FILE\napiVersion: ");
        Manifest manifest = ManifestReader.read("printed", out.toString());
        assertThat(manifest.problems()).isEmpty();
        assertThat(manifest.loadBalancers().getFirst().spec().listeners()).singleElement().extracting(ListenerSpec::port).isEqualTo(8080);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--listen 8080                                     | Missing required argument(s): --backend",
                "--listen 0 --backend 3001                         | \"0\" is not a port: expected 1 to 65535",
                "--listen ftp:21 --backend 3001                    | \"ftp:21\": expected PORT, http:PORT, https:PORT or tcp:PORT",
                "--listen https:8443 --backend 3001               | --listen: https:PORT has no certificate: expected --certificate and --key beside it",
                "--listen 8443 --key k --backend 3001             | --certificate, --key: nobody speaks TLS: expected --listen https:PORT beside them",
                "--listen https:8443 --certificate /no --key k --backend 3001 | --certificate: there is no file /no",
                "--listen 8080 --backend localhost:3001            | \"localhost\" is not an IP address: expected one such as 127.0.0.1",
                "--listen 8080 --backend 3001 --algorithm Fastest  | expected one of [RoundRobin, LeastRequest",
                "--listen 8080 --backend 3001 --admin-port 99999   | \"99999\" is not a port: expected 0 to 65535",
                "--listen 8080 --backend 3001 --bind-address foo   | \"foo\" is not an IP address",
                "shop.yaml --listen 8080 --backend 3001            | are mutually exclusive",
                "--drain-min 5s                                    | expected a MANIFEST, or --listen and --backend",
            })
    void wrongOptionsAreNamedWithWhatWasExpected(String options, String message) {
        assertThat(run(options)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    private int run(String options) {
        return new CommandLine(new RunCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(options.trim().split(" +"));
    }
}
