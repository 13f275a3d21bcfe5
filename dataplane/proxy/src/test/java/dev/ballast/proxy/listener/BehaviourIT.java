package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.proxy.http2.RawHttp2;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What users of load balancers suffer from, and what is promised here instead: rows of the table in {@code dataplane/traffic/BEHAVIOUR.md}.
 * {@code -Dbehaviour=full} runs them with the numbers that stand there; else with a tenth, so that a build does not take minutes longer.
 */
@ExtendWith(NoLeaks.class)
class BehaviourIT {
    private static final boolean FULL = "full".equals(System.getProperty("behaviour"));
    private static final String OK = Endpoint.ok("fine");

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();

    private static int scaled(int number) {
        return FULL ? number : number / 10;
    }

    // ---- Row 2: traffic to endpoints that shut down

    private volatile CountDownLatch slow = new CountDownLatch(1);

    @Test
    void endpoints_that_shut_down_finish_what_they_have_and_get_nothing_new() throws Exception {
        int clients = 4;
        Deque<Endpoint> endpoints = new ArrayDeque<>();
        for (int i = 0; i < 4; i++) {
            endpoints.add(finishing());
        }
        try (Running proxy = new Running().install(shop(endpoints))) {
            List<Thread> load = load(proxy, clients);
            for (int i = 0; i < scaled(200); i++) {
                slow = new CountDownLatch(1);
                Endpoint leaving = endpoints.getFirst();
                List<RawClient> posting = busy(proxy, leaving, endpoints);
                endpoints.add(finishing());
                proxy.install(shop(endpoints).terminating(leaving.port()));
                int before = leaving.requests.size();
                some();
                assertThat(leaving.requests.size() - before).as("what was on its way to one that goes down").isLessThanOrEqualTo(clients);
                slow.countDown();
                for (RawClient client : posting) {
                    assertThat(client.answer().status()).isEqualTo(200);
                    client.close();
                }
                endpoints.removeFirst().close();
                some();
                proxy.install(shop(endpoints));
            }
            finish(load);
            assertThat(failures).isEmpty();
            assertThat(proxy.metric("ballast_failures_total")).isZero();
        } finally {
            for (Endpoint endpoint : endpoints) {
                endpoint.close();
            }
        }
    }

    private Endpoint finishing() throws IOException {
        return Endpoint.of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                if (head.startsWith("POST")) {
                    passed(slow);
                }
                talk.say(OK);
            }
        });
    }

    private static void passed(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }

    /** Requests that take long, at least one of them at this endpoint. */
    private static List<RawClient> busy(Running proxy, Endpoint at, Deque<Endpoint> all) throws IOException {
        List<RawClient> posting = new ArrayList<>();
        long before = all.stream().mapToLong(BehaviourIT::posts).sum();
        long own = posts(at);
        while (posts(at) == own) {
            posting.add(proxy.client("web").say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n"));
            await().until(() -> all.stream().mapToLong(BehaviourIT::posts).sum() == before + posting.size());
        }
        return posting;
    }

    private static long posts(Endpoint endpoint) {
        return endpoint.requests.stream().filter(head -> head.startsWith("POST")).count();
    }

    private static Snapshots shop(Deque<Endpoint> endpoints) {
        return snapshot().http("web", "shop").backend("shop", endpoints.stream().mapToInt(Endpoint::port).toArray());
    }

    // ---- Rows 3 and 4: a change of the configuration closes long connections, and leaves memory behind

    @Test
    void changes_close_no_connection_and_leave_nothing_behind() throws Exception {
        try (Endpoint sockets = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(UpgradeIT.AGREE);
                    echo(talk);
                });
                Endpoint streams = Endpoint.of(BehaviourIT::echo);
                Endpoint more = Endpoint.of(BehaviourIT::echo);
                Endpoint other = Endpoint.saying("other");
                Running proxy = new Running(2_100).install(changed(0, sockets.port(), streams.port(), more.port(), other.port()))) {
            List<RawClient> open = new ArrayList<>();
            for (int i = 0; i < scaled(1_000); i++) {
                RawClient socket = proxy.client("web").say(UpgradeIT.ASK);
                socket.until("\r\n\r\n");
                open.add(socket);
                open.add(proxy.client("db"));
            }
            echoed(open);
            int changes = scaled(500);
            for (int i = 0; i < changes; i++) {
                proxy.install(changed(i, sockets.port(), streams.port(), more.port(), other.port()));
            }
            echoed(open);
            long before = heap();
            for (int i = 0; i < scaled(10_000); i++) {
                proxy.install(changed(changes + i, sockets.port(), streams.port(), more.port(), other.port()));
            }
            assertThat(heap()).as("heap after %s changes with %s open connections", scaled(10_000), open.size()).isLessThan(before + before / 10);
            echoed(open);
            assertThat(proxy.dataplane.openConnections()).isEqualTo(open.size());
            for (RawClient client : open) {
                client.close();
            }
        }
    }

    private static void echo(Endpoint.Talk talk) throws IOException {
        byte[] room = new byte[64];
        for (int count = talk.in.read(room); count >= 0; count = talk.in.read(room)) {
            talk.socket.getOutputStream().write(room, 0, count);
        }
    }

    /** No two that follow each other are alike: endpoints, weights, policies, listeners and backends change. */
    private static Snapshots changed(int number, int sockets, int streams, int more, int other) {
        Snapshots next = snapshot().http("web", "sockets").tcp("db", "streams");
        next.backend("sockets", policy -> policy(policy, number), number % 2 == 0 ? new int[] {sockets} : new int[] {sockets, other});
        next.backend("streams", number % 3 == 0 ? new int[] {streams, more} : new int[] {streams});
        if (number % 5 == 0) {
            next.backend("new" + number, other).http("new" + number, "new" + number);
        }
        return next;
    }

    private static PolicyConfig policy(PolicyConfig p, int number) {
        Algorithm algorithm = Algorithm.values()[number % 5];
        return new PolicyConfig(AlgorithmConfig.of(algorithm), p.health(), number % 4, 3_000 + number, 0, 4_000, 32);
    }

    private static void echoed(List<RawClient> open) throws IOException {
        for (RawClient client : open) {
            client.say("still?");
        }
        for (RawClient client : open) {
            assertThat(client.octets(6)).isEqualTo("still?");
        }
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    // ---- Row 12: a hidden limit

    /** Over HTTP/2, so that 5,000 requests need no 5,000 connections of a client. */
    @Test
    void many_requests_at_once_are_refused_by_no_limit_that_nobody_has_set() throws Exception {
        int requests = scaled(5_000);
        CountDownLatch all = new CountDownLatch(requests);
        Endpoint.Script script = talk -> {
            while (!talk.head().isEmpty()) {
                all.countDown();
                passed(all);
                talk.say(OK);
            }
        };
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            endpoints.add(Endpoint.on(new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress()), script));
        }
        try (Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", endpoints.stream().mapToInt(Endpoint::port).toArray()))) {
            List<RawHttp2> clients = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                if (i % 100 == 0) {
                    clients.add(new RawHttp2(proxy.port("web")).hello());
                }
                clients.getLast().get(1 + i % 100 * 2, "/" + i);
            }
            for (int i = 0; i < clients.size(); i++) {
                int own = Math.min(100, requests - i * 100);
                for (int ended = 0; ended < own; ) {
                    ended += clients.get(i).next().ends() ? 1 : 0;
                }
                for (int stream = 1; stream < 2 * own; stream += 2) {
                    assertThat(clients.get(i).content(stream)).isEqualTo("fine");
                }
            }
            assertThat(proxy.metric("ballast_requests_total", "2xx")).isEqualTo(requests);
            assertThat(proxy.metric("ballast_requests_total")).isEqualTo(requests);
            for (RawHttp2 client : clients) {
                client.close();
            }
        } finally {
            for (Endpoint endpoint : endpoints) {
                endpoint.close();
            }
        }
    }

    // ---- Row 19: sporadic 502 from the keep-alive race

    @Test
    void endpoints_that_close_kept_connections_fail_no_idempotent_request_and_do_no_post_twice() throws Exception {
        List<String> posted = new CopyOnWriteArrayList<>();
        int requests = scaled(100_000);
        int clients = 8;
        try (Endpoint one = Endpoint.of(talk -> closing(talk, posted));
                Endpoint two = Endpoint.of(talk -> closing(talk, posted));
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", one.port(), two.port()))) {
            List<Thread> asking = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                asking.add(Thread.ofVirtual().start(() -> raced(proxy.port("web"), client, requests / clients)));
            }
            for (Thread thread : asking) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(answers).hasValue(requests / clients * clients);
            assertThat(posted).doesNotHaveDuplicates().hasSizeGreaterThan(requests / 20);
            assertThat(proxy.metric("ballast_stale_connections_total")).as("races").isGreaterThan(requests / 100.0);
        }
    }

    /** Answers; then often ends the connection at once, or when the next request has come. */
    private static void closing(Endpoint.Talk talk, List<String> posted) throws IOException {
        Random random = new Random();
        InputStream in = new BufferedInputStream(talk.in);
        boolean first = true;
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            if (!first && random.nextInt(4) == 0) {
                return;
            }
            if (head.startsWith("POST")) {
                posted.add(head.substring(0, head.indexOf(" HTTP")));
            }
            talk.say(OK);
            if (random.nextInt(3) == 0) {
                return;
            }
            first = false;
        }
    }

    /** A tenth are POSTs, which may fail. */
    private void raced(int port, int client, int count) {
        Socket socket = new Socket();
        InputStream in = InputStream.nullInputStream();
        try {
            for (int i = 0; i < count; i++) {
                if (!socket.isConnected() || socket.isClosed()) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setSoTimeout(15_000);
                    in = new BufferedInputStream(socket.getInputStream());
                }
                boolean post = i % 10 == 0;
                String request = (post ? "POST" : "GET") + " /" + client + "/" + i + " HTTP/1.1\r\nHost: shop\r\n" + (post ? "Content-Length: 0\r\n" : "") + "\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String head = head(in);
                in.readNBytes(Integer.parseInt(String.valueOf(RawClient.field(head, "Content-Length"))));
                boolean allowed = head.startsWith("HTTP/1.1 200 ") || post && head.startsWith("HTTP/1.1 502 ");
                if (!allowed) {
                    failures.add(request.lines().findFirst().orElse("") + ": " + head.lines().findFirst().orElse("the connection ended"));
                }
                answers.incrementAndGet();
                if (head.contains("Connection: close")) {
                    socket.close();
                }
            }
            socket.close();
        } catch (IOException broken) {
            failures.add(broken.toString());
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int end = 0; end < 4; ) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            read.write(octet);
            end = octet == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : octet == '\r' ? 1 : 0;
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    // ---- A steady load

    private List<Thread> load(Running proxy, int clients) {
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            load.add(Thread.ofVirtual().start(() -> {
                while (!enough.get()) {
                    ask(proxy);
                }
            }));
        }
        return load;
    }

    /** On one connection, as long as it is kept. */
    private void ask(Running proxy) {
        try (RawClient client = proxy.client("web")) {
            RawClient.Answer answer;
            do {
                answer = client.get("/").answer();
                if (answer.status() != 200) {
                    failures.add(answer.toString());
                }
                answers.incrementAndGet();
            } while (!enough.get() && !answer.head().contains("Connection: close"));
        } catch (IOException broken) {
            failures.add(broken.toString());
        }
    }

    /** Until some more answers have come. */
    private void some() {
        int until = answers.get() + 100;
        await().until(() -> answers.get() > until || !failures.isEmpty());
    }

    private void finish(List<Thread> load) throws InterruptedException {
        enough.set(true);
        for (Thread client : load) {
            client.join();
        }
    }
}
