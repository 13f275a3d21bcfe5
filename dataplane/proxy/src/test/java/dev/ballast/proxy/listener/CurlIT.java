package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl, in all its versions of HTTP: uploads, downloads that break off and are resumed, trailers. */
@ExtendWith(NoLeaks.class)
class CurlIT {
    private static final int LENGTH = 3_000_000;

    @TempDir
    private Path work;

    private final byte[] content = content();

    private enum Version {
        HTTP_1_1("plain", "--http1.1", "1.1"),
        HTTP_2_BY_PRIOR_KNOWLEDGE("plain", "--http2-prior-knowledge", "2"),
        HTTP_1_1_OVER_TLS("secure", "--http1.1", "1.1"),
        HTTP_2_BY_ALPN("secure", "--http2", "2");

        final String listener;
        final String option;
        final String told;

        Version(String listener, String option, String told) {
            this.listener = listener;
            this.option = option;
            this.told = told;
        }
    }

    @ParameterizedTest
    @EnumSource
    void is_answered_in_the_version_that_it_asks_for(Version version) throws Exception {
        with(version, (proxy, _) -> assertThat(curl(version, proxy, "/hello", "-w", " by %{http_version}: %{http_code}")).isEqualTo("hello by " + version.told + ": 200"));
    }

    /** curl asks for the go-ahead where it speaks HTTP/1.1 and much is to be sent. */
    @ParameterizedTest
    @EnumSource
    void uploads_a_file(Version version) throws Exception {
        Path file = Files.write(work.resolve("upload"), content);
        with(version, (proxy, endpoint) -> {
            String said = curl(version, proxy, "/upload", "-v", "--expect100-timeout", "20", "-T", file.toString());
            assertThat(said).contains(LENGTH + " octets, " + sha256(content));
            if (version.told.equals("1.1")) {
                assertThat(said).contains("< HTTP/1.1 100 Continue");
                assertThat(RawClient.field(endpoint.requests.getFirst(), "Expect")).isEqualTo("100-continue");
            }
            assertThat(RawClient.field(endpoint.requests.getFirst(), "Content-Length")).isEqualTo(String.valueOf(LENGTH));
        });
    }

    /** From a pipe, of which nobody knows how long it is. */
    @ParameterizedTest
    @EnumSource
    void uploads_what_it_reads(Version version) throws Exception {
        String text = "line\n".repeat(100_000);
        with(version, (proxy, endpoint) -> {
            List<String> arguments = arguments(version, proxy, "/upload", "-T", "-");
            assertThat(Tool.find("curl", work).run(text, arguments)).isEqualTo("500000 octets, " + sha256(text.getBytes(StandardCharsets.US_ASCII)));
            assertThat(RawClient.field(endpoint.requests.getFirst(), "Transfer-Encoding")).isEqualTo("chunked");
        });
    }

    /** The endpoint breaks off in the middle: curl knows, and has the rest the next time. */
    @ParameterizedTest
    @EnumSource
    void resumes_a_download_that_broke_off(Version version) throws Exception {
        Path file = work.resolve("download");
        with(version, (proxy, endpoint) -> {
            assertThat(curl(version, proxy, "/file", "-o", file.toString())).as("an answer that is cut off is never ended").contains("curl: (");
            long first = Files.size(file);
            assertThat(first).isPositive().isLessThanOrEqualTo(LENGTH / 2);
            assertThat(curl(version, proxy, "/file", "-C", "-", "-o", file.toString(), "-w", "%{http_code}")).isEqualTo("206");
            assertThat(file).hasBinaryContent(content);
            assertThat(RawClient.field(endpoint.requests.getLast(), "Range")).isEqualTo("bytes=" + first + "-");
        });
    }

    @ParameterizedTest
    @EnumSource
    void hears_trailers(Version version) throws Exception {
        Path heads = work.resolve("heads");
        with(version, (proxy, _) -> {
            assertThat(curl(version, proxy, "/trailers", "-D", heads.toString())).isEqualTo("hello");
            assertThat(heads).content().containsIgnoringCase("x-sum: 5");
        });
    }

    private interface Story {
        void tell(Running proxy, Endpoint endpoint) throws Exception;
    }

    private void with(Version version, Story story) throws Exception {
        Tool.find("curl", work);
        try (Endpoint endpoint = Endpoint.of(this::serve);
                Running proxy = new Running().install(snapshot()
                        .http("plain", "files")
                        .https("secure", "files", "1.2", "localhost")
                        .backend("files", endpoint.port())
                        .certificate(TestCertificates.certificate("localhost", "localhost")))) {
            assertThat(proxy.port(version.listener)).isPositive();
            story.tell(proxy, endpoint);
        }
    }

    private String curl(Version version, Running proxy, String path, String... more) throws IOException, InterruptedException {
        return Tool.find("curl", work).run("", arguments(version, proxy, path, more));
    }

    private static List<String> arguments(Version version, Running proxy, String path, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-sS", "-k", version.option));
        arguments.addAll(List.of(more));
        arguments.add((version.listener.equals("secure") ? "https" : "http") + "://localhost:" + proxy.port(version.listener) + path);
        return arguments;
    }

    private void serve(Endpoint.Talk talk) throws IOException {
        for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
            switch (head.split(" ", 3)[1]) {
                case "/upload" -> {
                    byte[] body = body(talk, head);
                    talk.say(Endpoint.ok(body.length + " octets, " + sha256(body)));
                }
                case "/file" -> {
                    String range = RawClient.field(head, "Range");
                    if (range == null) {
                        talk.say("HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: " + LENGTH + "\r\n\r\n");
                        talk.socket.getOutputStream().write(content, 0, LENGTH / 2);
                        return;
                    }
                    int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
                    talk.say("HTTP/1.1 206 Partial Content\r\nContent-Length: " + (LENGTH - from) + "\r\nContent-Range: bytes " + from + "-" + (LENGTH - 1) + "/" + LENGTH + "\r\n\r\n");
                    talk.socket.getOutputStream().write(content, from, LENGTH - from);
                }
                case "/trailers" -> talk.say("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 5\r\n\r\n");
                default -> talk.say(Endpoint.ok("hello"));
            }
        }
    }

    private static byte[] body(Endpoint.Talk talk, String head) throws IOException {
        if (RawClient.field(head, "Expect") != null) {
            talk.say("HTTP/1.1 100 Continue\r\n\r\n");
        }
        String length = RawClient.field(head, "Content-Length");
        if (length != null) {
            return talk.in.readNBytes(Integer.parseInt(length));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int chunk;
        do {
            chunk = Integer.parseInt(talk.until("\r\n").strip(), 16);
            body.write(talk.in.readNBytes(chunk));
            talk.until("\r\n");
        } while (chunk > 0);
        return body.toByteArray();
    }

    private static byte[] content() {
        byte[] content = new byte[LENGTH];
        new Random(26).nextBytes(content);
        return content;
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
