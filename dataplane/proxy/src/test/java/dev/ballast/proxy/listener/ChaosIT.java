package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients and endpoints that misbehave in every way at once. Whatever happens, an answer that looks whole is the right one, no request is done
 * twice that must not be, and in the end everything has been given back ({@link Running#close}, {@link NoLeaks}).
 */
class ChaosIT {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = 60;
    private static final TimeoutsConfig HASTY = new TimeoutsConfig(2_000, 100, 100, 2_000, 100);

    private final AtomicInteger whole = new AtomicInteger();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<String> posted = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SPLICED")
    void everythingIsGivenBackAndNothingIsMixedUp(Carrier carrier) throws Exception {
        HttpLimits limits = new HttpLimits(100, 100, 100, 10_000, 3);
        try (Endpoint one = Endpoint.of(talk -> misbehave(talk, new Random()));
                Endpoint two = Endpoint.of(talk -> misbehave(talk, new Random()));
                Running proxy = new Running(limits, 100, carrier.start(), CertificateStore.portable())
                        .install(snapshot()
                                .listener("web", 0, Protocol.HTTP, null, HASTY, "shop")
                                .taking(new RequestsConfig(16 * 1024, 0, 100, 7, false, false))
                                .backend("shop", p -> Snapshots.with(p, 2, 300, 100, 100, 2), one.port(), two.port(), HttpIT.freePort()))) {
            Thread[] clients = new Thread[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients[i] = Thread.ofVirtual().start(() -> {
                    Random random = new Random(client);
                    for (int round = 0; round < ROUNDS; round++) {
                        ask(proxy, random, client + "-" + round);
                    }
                });
            }
            for (Thread client : clients) {
                client.join();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(whole.get()).isGreaterThan(CLIENTS * ROUNDS / 10);
        assertThat(posted).doesNotHaveDuplicates();
    }

    private void ask(Running proxy, Random random, String name) {
        try (RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                String path = "/" + name + "-" + i;
                switch (random.nextInt(8)) {
                    case 0 -> client.say("GET " + path + " HTTP/1.1\r\nHo");
                    case 1 -> client.say("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(random.nextInt(50_000)));
                    case 2 -> client.say("POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" + (random.nextBoolean() ? "0\r\n\r\n" : "zz"));
                    case 3 -> client.say("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                    case 4 -> {
                        client.get(path + "-first").get(path);
                        check(path + "-first", client);
                    }
                    default -> client.get(path);
                }
                if (random.nextInt(4) == 0) {
                    return;
                }
                check(path, client);
            }
        } catch (IOException broken) {
            // That is what this is about.
        }
    }

    private void check(String path, RawClient client) throws IOException {
        RawClient.Answer answer = client.answer();
        while (answer.status() == 100) {
            answer = client.answer();
        }
        int length = Integer.parseInt(java.util.Objects.requireNonNull(RawClient.field(answer.head(), "Content-Length")));
        if (answer.body().length() < length) {
            throw new IOException("truncated, and seen to be so");
        }
        if (answer.status() == 200) {
            whole.incrementAndGet();
            if (!answer.body().startsWith("answer to " + path + " ") || !answer.body().endsWith("end")) {
                wrong.add(path + " was answered " + answer.body().substring(0, Math.min(40, length)));
            }
        }
    }

    private void misbehave(Endpoint.Talk talk, Random random) throws IOException {
        for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
            String path = head.split(" ")[1];
            boolean early = random.nextInt(4) == 0;
            if (head.startsWith("POST")) {
                posted.add(path);
                if (!early) {
                    readBody(talk, head);
                }
            }
            String body = "answer to " + path + " " + "y".repeat(random.nextInt(3) == 0 ? random.nextInt(300_000) : 10) + "end";
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            switch (random.nextInt(12)) {
                case 0 -> {
                    talk.reset();
                    return;
                }
                case 1 -> {
                    return;
                }
                case 2 -> {
                    talk.say(answer.substring(0, random.nextInt(answer.length())));
                    return;
                }
                case 3 -> talk.say("nonsense");
                case 4 -> talk.say("HTTP/1.1 100 Continue\r\n\r\n".repeat(random.nextInt(5)) + answer);
                case 5 -> talk.say(answer + "surplus");
                default -> talk.say(answer);
            }
            if (early) {
                return;
            }
        }
    }

    private static void readBody(Endpoint.Talk talk, String head) throws IOException {
        String length = RawClient.field(head, "Content-Length");
        boolean whole = length == null
                ? !talk.until("0\r\n\r\n").isEmpty()
                : talk.octets(Integer.parseInt(length)).length() == Integer.parseInt(length);
        if (!whole) {
            throw new IOException("the request broke off");
        }
    }
}
