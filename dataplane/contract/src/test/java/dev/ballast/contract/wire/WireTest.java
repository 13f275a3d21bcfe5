package dev.ballast.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ballast.contract.Samples;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final SnapshotMessage MESSAGE = new SnapshotMessage(new Revision(3, 14), Samples.snapshot());

    /** Found by WireFuzzTest: three zeros made Jackson think of UTF-32, and what it threw was no MalformedMessageException. */
    @Test
    void octetsThatLookLikeAnotherEncodingAreMalformed() {
        byte[] looksLikeUtf32 = {'"', 0, 0, 0, 'b', 'a', 'c', 'k'};

        assertThatThrownBy(() -> Wire.decodeSnapshot(looksLikeUtf32)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aSnapshotComesBackEqualAndItsBytesAreCanonical() throws MalformedMessageException {
        byte[] bytes = Wire.encode(MESSAGE);

        SnapshotMessage back = Wire.decodeSnapshot(bytes);

        assertThat(back).isEqualTo(MESSAGE);
        assertThat(Wire.encode(back)).isEqualTo(bytes);
        assertThat(text(bytes))
                .startsWith("{\"revision\":{\"epoch\":3,\"sequence\":14},\"snapshot\":{\"authorities\":[],\"backends\":[{\"endpoints\":[{\"address\":\"10.0.0.2\",\"id\":\"10.0.0.2:8080\",")
                .doesNotContain("null");
    }

    @Test
    void theOrderOfListsAndMapsMakesNoDifference() {
        Snapshot one = Samples.snapshot();
        Snapshot other = new Snapshot(
                one.owner(),
                reversed(one.features()),
                reversed(one.listeners()),
                one.backends().stream().map(backend -> backend.withEndpoints(reversed(backend.endpoints()))).toList(),
                one.certificates(),
                one.drain());

        assertThat(Wire.digests(other)).isEqualTo(Wire.digests(one));
    }

    @Test
    void anEndpointChangesTheSecondDigestOnly() {
        Snapshot one = Samples.snapshot();
        Snapshot other = withEndpoints(one, EndpointConfig.fixed("10.0.0.3", 8080, 1));

        assertThat(Wire.digests(other).configuration()).isEqualTo(Wire.digests(one).configuration());
        assertThat(Wire.digests(other).endpoints()).isNotEqualTo(Wire.digests(one).endpoints());
        assertThat(Wire.digests(one).configuration()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void theBytesOfAReleaseStayWhatTheyAre() {
        assertThat(Wire.digest(Wire.encode(new EndpointsMessage(
                        "ballast://a/b",
                        new Revision(1, 2),
                        new Digests("sha256:aa", "sha256:bb"),
                        Map.of("z", List.of(), "a", List.of(EndpointConfig.fixed("10.0.0.1", 80, 1)))))))
                .isEqualTo(Wire.digest(
                        """
                        {"backends":{"a":[{"address":"10.0.0.1","id":"10.0.0.1:80","port":80,"state":"Ready","weight":1}],"z":[]},\
                        "base":{"configuration":"sha256:aa","endpoints":"sha256:bb"},"owner":"ballast://a/b","revision":{"epoch":1,"sequence":2}}"""
                                .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyAnswerComesBack() throws MalformedMessageException {
        Digests digests = Wire.digests(Samples.snapshot());
        List<Answers.Answer> answers = List.of(
                new Answers.Ack(new Revision(1, 1), digests),
                new Answers.Nack(new Revision(1, 2), List.of(new Problem("listeners[web]", Reason.PortUnavailable, "port 80 is taken"))),
                new Answers.Stale(null, null),
                new Answers.Stale(new Revision(1, 3), digests));
        for (Answers.Answer answer : answers) {
            assertThat(Wire.decodeAnswer(Wire.status(answer), Wire.encode(answer))).isEqualTo(answer);
        }
        Answers.Running running = new Answers.Running(null, null, null, null, List.of(), List.of("protocol/TCP"));
        assertThat(Wire.decodeRunning(Wire.encode(running))).isEqualTo(running);
    }

    @Test
    void quotasComeBackAndSoDoesTheirAbsence() throws MalformedMessageException {
        List<QuotasMessage> messages = List.of(
                new QuotasMessage("ballast://store/uid", new Revision(2, 7), List.of(
                        new QuotasMessage.Quota(new BudgetName.OfLimit("few", "web", "api"), 5), new QuotasMessage.Quota(new BudgetName.OfCap("shop", "10.0.0.1:80"), 6))),
                new QuotasMessage("ballast://store/uid", new Revision(2, 8), null));
        for (QuotasMessage message : messages) {
            assertThat(Wire.decodeQuotas(Wire.encode(message))).isEqualTo(message);
        }
        assertThat(text(Wire.encode(messages.getLast()))).isEqualTo("{\"owner\":\"ballast://store/uid\",\"revision\":{\"epoch\":2,\"sequence\":8}}");
    }

    @Test
    void aBudgetThatIsNeitherOfALimitNorOfACapIsRefused() {
        String head = "{\"owner\":\"o\",\"revision\":{\"epoch\":2,\"sequence\":7},\"quotas\":[{\"parts\":1,\"budget\":";
        assertThat(problems(() -> Wire.decodeQuotas((head + "{\"backend\":\"shop\"}}]}").getBytes(StandardCharsets.UTF_8))))
                .singleElement().extracting(Problem::path).isEqualTo("quotas[0].budget.endpoint");
        assertThat(problems(() -> Wire.decodeQuotas((head + "{\"limit\":\"few\",\"listener\":\"web\",\"backend\":\"shop\"}}]}").getBytes(StandardCharsets.UTF_8))))
                .singleElement().extracting(Problem::path).isEqualTo("quotas[0].budget.backend");
        assertThat(problems(() -> Wire.decodeQuotas((head + "{}}]}").getBytes(StandardCharsets.UTF_8)))).isNotEmpty();
        assertThat(problems(() -> Wire.decodeQuotas((head + "7}]}").getBytes(StandardCharsets.UTF_8)))).isNotEmpty();
    }

    @Test
    void everyEventIsOneLineAndComesBack() throws MalformedMessageException {
        List<Event> events = List.of(
                new Event.Heartbeat(null, null, false),
                new Event.Heartbeat(new Revision(1, 1), Wire.digests(Samples.snapshot()), true),
                new Event.ConnectFailure("shop\n", "10.0.0.1:80"),
                new Event.Uses(null, List.of()),
                new Event.Uses(new Revision(2, 7), List.of(new Event.Use(new BudgetName.OfLimit("few", "web", "api"), 5, 7), new Event.Use(new BudgetName.OfLimit("few", "web", null), 0, 0))),
                new Event.Draining(12));
        for (Event event : events) {
            String line = text(Wire.encode(event));
            assertThat(line).doesNotContain("\n");
            assertThat(Wire.decodeEvent(line)).isEqualTo(event);
        }
        assertThat(text(Wire.encode(new Event.Draining(12)))).isEqualTo("{\"connections\":12,\"type\":\"Draining\"}");
        assertThat(problems(() -> Wire.decodeEvent("{\"type\":\"java.lang.Runtime\"}")).getFirst().message())
                .isEqualTo("\"java.lang.Runtime\" is not an event: expected Heartbeat, ConnectFailure, Uses or Draining");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        String json = text(Wire.encode(MESSAGE))
                .replaceFirst("\"choices\":2", "\"choices\":\"two\"")
                .replaceFirst("\"port\":443", "\"mirror\":true,\"port\":443")
                .replaceFirst("\"routes\":\\[],", "")
                .replaceFirst("\"protocol\":\"HTTP\",\"routes\"", "\"protocol\":\"GOPHER\",\"routes\"");

        assertThat(problems(() -> Wire.decodeSnapshot(json.getBytes(StandardCharsets.UTF_8))))
                .extracting(problem -> problem.reason() + " " + problem)
                .containsExactly(
                        "UnknownField snapshot.listeners[0].mirror: \"mirror\" is not known to this version: expected name, port, bindPort, protocol, hostname, tls, proxyProtocol, sources, limits, requests, timeouts, routes, backend",
                        "Required snapshot.listeners[0].routes: is missing: expected a value",
                        "InvalidValue snapshot.listeners[1].protocol: a text stands here: expected one of [TCP, TLS, HTTP, HTTPS]",
                        "InvalidValue snapshot.backends[0].policy.algorithm.choices: a text stands here: expected a whole number");
    }

    @Test
    void aKeyNeverReachesAComplaint() {
        String json = text(Wire.encode(MESSAGE));
        String secret = Samples.pem("rsa.pkcs8.key").lines().skip(3).findFirst().orElseThrow();
        List<String> broken = List.of(
                json.replace("-----BEGIN PRIVATE", "\"-----BEGIN PRIVATE"),
                json.replace("\"choices\":2", "\"choices\":\"" + secret + "\""),
                json.replaceFirst("\"key\":\"", "\"key\":[\""));
        for (String text : broken) {
            assertThat(problems(() -> Wire.decodeSnapshot(text.getBytes(StandardCharsets.UTF_8))).toString())
                    .doesNotContain(secret)
                    .doesNotContain("PRIVATE");
        }
        assertThat(MESSAGE.toString()).doesNotContain(secret).contains("redacted");
        assertThat(text(Wire.encodeRedacted(MESSAGE))).doesNotContain(secret).contains("\"key\":\"redacted\"");
    }

    @Test
    void aFieldTwiceAndATailAreRefused() {
        for (String json : List.of("{\"connections\":1,\"connections\":2,\"type\":\"Draining\"}", "{\"connections\":1,\"type\":\"Draining\"} {}", "", "[", "7")) {
            assertThat(problems(() -> Wire.decodeEvent(json))).as(json).isNotEmpty();
        }
    }

    @Test
    void mutilatedBytesAreRefusedWithProblemsAndNothingElse() {
        byte[] good = Wire.encode(MESSAGE);
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(4) + 1; i > 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Wire.encode(Wire.decodeSnapshot(bad))).isNotEmpty();
            } catch (MalformedMessageException expected) {
                assertThat(expected.problems()).isNotEmpty();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void compressionIsReproducibleAndBounded() throws MalformedMessageException {
        byte[] bytes = Wire.encode(MESSAGE);
        assertThat(Wire.gunzip(Wire.gzip(bytes))).isEqualTo(bytes);
        assertThat(Wire.gzip(bytes)).isEqualTo(Wire.gzip(bytes.clone()));
        assertThat(Wire.gunzip(Wire.gzip(bytes), bytes.length)).isEqualTo(bytes);

        byte[] bomb = Wire.gzip(new byte[10_000_000]);
        Problem refusal = problems(() -> Wire.gunzip(bomb, 1_000_000)).getFirst();
        assertThat(refusal.message()).isEqualTo(bomb.length + " bytes inflate to more than the limit: expected at most 1000000 bytes");

        for (byte[] broken : List.of(bytes, Arrays.copyOf(Wire.gzip(bytes), 100), new byte[0])) {
            assertThat(problems(() -> Wire.gunzip(broken)).getFirst().reason()).isEqualTo(Reason.Corrupt);
        }
    }

    private static Snapshot withEndpoints(Snapshot snapshot, EndpointConfig... endpoints) {
        return new Snapshot(
                snapshot.owner(),
                snapshot.features(),
                snapshot.listeners(),
                snapshot.backends().stream().map(backend -> backend.withEndpoints(List.of(endpoints))).toList(),
                snapshot.certificates(),
                snapshot.drain());
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.reverse(copy);
        return copy;
    }

    private static List<Problem> problems(ThrowingCallable decoding) {
        MalformedMessageException refusal = catchThrowableOfType(MalformedMessageException.class, decoding);
        assertThat(refusal).isNotNull();
        return refusal.problems();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
