package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.proxy.http2.RawHttp2;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cookie by which a client comes back to its endpoint. */
@ExtendWith(NoLeaks.class)
class SessionsIT {
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (ballast=[-_A-Za-z0-9]{22})(; [^\r]*)\r\n");
    private static final String PLAIN = "; Path=/; HttpOnly; SameSite=Lax";

    private static Snapshots serving(long lifetimeSeconds, int... ports) {
        return snapshot().http("web", "shop").backend("shop", ports).keeping(new SessionConfig("ballast", lifetimeSeconds, new Sensitive("secret")));
    }

    private static RawClient.Answer ask(RawClient client, @Nullable String cookie) throws IOException {
        return client.say("GET / HTTP/1.1\r\nHost: shop\r\n" + (cookie == null ? "" : "Cookie: a=b; " + cookie + "; c=d\r\n") + "\r\n").answer();
    }

    private static Matcher cookie(RawClient.Answer answer) {
        Matcher cookie = COOKIE.matcher(answer.head());
        assertThat(cookie.find()).as(answer.head()).isTrue();
        return cookie;
    }

    @Test
    void a_client_comes_back_to_its_endpoint_through_every_pod() throws Exception {
        try (Endpoint red = Endpoint.saying("red");
                Endpoint blue = Endpoint.saying("blue");
                Running one = new Running().install(serving(0, red.port(), blue.port()));
                Running other = new Running().install(serving(0, red.port(), blue.port()));
                RawClient client = one.client("web");
                RawClient elsewhere = other.client("web")) {
            RawClient.Answer first = ask(client, null);
            Matcher cookie = cookie(first);
            assertThat(cookie.group(2)).isEqualTo(PLAIN);
            for (int i = 0; i < 4; i++) {
                for (RawClient each : new RawClient[] {client, elsewhere}) {
                    RawClient.Answer again = ask(each, i % 2 == 0 ? cookie.group(1) : cookie.group(1).replace("=", "=\"") + "\"");
                    assertThat(again.body()).isEqualTo(first.body());
                    assertThat(again.head()).doesNotContain("Set-Cookie");
                }
            }
        }
    }

    @Test
    void a_session_moves_when_its_endpoint_is_gone_or_does_not_answer() throws Exception {
        try (Endpoint red = Endpoint.saying("red");
                Endpoint blue = Endpoint.saying("blue");
                Running proxy = new Running().install(serving(3600, red.port(), blue.port()));
                RawClient client = proxy.client("web")) {
            RawClient.Answer first = ask(client, null);
            Matcher cookie = cookie(first);
            assertThat(cookie.group(2)).isEqualTo(PLAIN + "; Max-Age=3600");
            Endpoint own = first.body().equals("red") ? red : blue;
            Endpoint other = own == red ? blue : red;
            proxy.install(serving(3600, other.port()));
            RawClient.Answer moved = ask(client, cookie.group(1));
            assertThat(moved.body()).isNotEqualTo(first.body());
            String next = cookie(moved).group(1);

            proxy.install(serving(3600, red.port(), blue.port()));
            assertThat(ask(client, next).body()).isEqualTo(moved.body());
            other.close();
            RawClient.Answer back = ask(client, next);
            assertThat(back.body()).as("tried on the other one").isEqualTo(first.body());
            assertThat(cookie(back).group(1)).isEqualTo(cookie.group(1));
        }
    }

    @Test
    void over_tls_the_cookie_is_for_tls_only() throws Exception {
        try (Endpoint red = Endpoint.saying("red");
                Running proxy = new Running().install(snapshot()
                        .https("web", "shop", "1.2", "cert")
                        .certificate(TestCertificates.certificate("cert", "localhost"))
                        .backend("shop", red.port())
                        .keeping(new SessionConfig("ballast", 0, new Sensitive("secret"))));
                RawClient client = new RawClient(TlsClient.anonymous().connect(proxy.port("web"), "localhost"))) {
            assertThat(cookie(ask(client, null)).group(2)).isEqualTo(PLAIN + "; Secure");
        }
    }

    @Test
    void a_stream_has_its_session_too() throws Exception {
        try (Endpoint red = Endpoint.saying("red");
                Endpoint blue = Endpoint.saying("blue");
                Running proxy = new Running().install(serving(0, red.port(), blue.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            String fields = client.get(1, "/").next(RawHttp2.HEADERS).fields();
            client.end(1);
            Matcher cookie = Pattern.compile("set-cookie: (ballast=[-_A-Za-z0-9]{22}); Path=/; HttpOnly; SameSite=Lax\n").matcher(fields);
            assertThat(cookie.find()).as(fields).isTrue();
            for (int stream = 3; stream < 11; stream += 2) {
                client.headers(
                        stream, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop", "cookie", "a=b", "cookie", cookie.group(1));
                assertThat(client.next(RawHttp2.HEADERS).fields()).doesNotContain("set-cookie");
                client.end(stream);
                assertThat(client.content(stream)).isEqualTo(client.content(1));
            }
        }
    }
}
