package dev.ballast.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.admin.Stats.BackendStats;
import dev.ballast.proxy.admin.Stats.EndpointStats;
import dev.ballast.proxy.admin.Stats.ListenerStats;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatsPageTest {
    private static final String HOSTILE = "<script>alert(\"1\")</script>&'";

    private static EndpointStats endpoint(int number, String state) {
        return endpoint(number, state, null);
    }

    private static EndpointStats endpoint(int number, String state, @Nullable Integer permits) {
        return new EndpointStats(
                "10.0.0." + number + ":80", HOSTILE, 1, state, state.equals("Ready") ? null : HOSTILE, null, null, null, null, 2, permits, 1_234_567, 3, null, null);
    }

    private static Stats stats(String name, List<EndpointStats> endpoints) {
        ListenerStats web = new ListenerStats(
                "web", "HTTP", 80, null, name, List.of("one"), name, 1, 2, Map.of("ConnectionLimit", 3L), Map.of(), Map.of("2xx", 4L), new Stats.Latency(0.7, 12), 0, 5, 2048);
        BackendStats backend = new BackendStats(name, "RoundRobin", null, "HalfOpen", "Moving", 0, 2, 6, 1, Map.of("2xx", 4L), null, Map.of("ConnectFailure", 2L), endpoints);
        return new Stats(
                "1.2.3", "ballast://local/" + name, false, name, 3_700, 8,
                new Stats.Config("0.1", "sha", "sha", "File", "2026-01-01T00:00:00Z"),
                new Stats.Refused("0.2", "2026-01-01T00:00:00Z", List.of(name)),
                Map.of("NoRoute", 9L), List.of(web), List.of(backend),
                List.of(new Stats.RateLimitStats(name, "Fleet", 1_002, 3, List.of(new Stats.BudgetStats("web", name, 33.3, 12.5)))), List.of(new Stats.CacheStats(name, "one", Map.of("Hit", 1_001L), 3 << 20, 7)));
    }

    private static String page(Stats stats) {
        return new String(StatsPage.reply(stats).body(), StandardCharsets.UTF_8);
    }

    @Test
    void whatComesFromOutsideIsEscapedEverywhere() {
        String page = page(stats(HOSTILE, List.of(endpoint(1, "Ejected"))));
        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
        assertThat(page.split("<script>", -1)).as("the page's own script only").hasSize(2);
    }

    @Test
    void whatThePodHasOfACapThatItSharesStandsBesideTheWhole() {
        assertThat(page(stats("shop", List.of(endpoint(1, "Ready", 1))))).contains("<span class=\"pill warn\">of 1, in the fleet 2</span>");
    }

    @Test
    void itsOwnScriptAndStyleAreAllAPolicyLetsIn() throws Exception {
        Reply reply = StatsPage.reply(stats("shop", List.of(endpoint(1, "Ready"))));
        String policy = Objects.requireNonNull(reply.headers().get("Content-Security-Policy"));
        String page = new String(reply.body(), StandardCharsets.UTF_8);
        assertThat(policy)
                .startsWith("default-src 'none';")
                .contains("script-src '" + hash(page, "script") + "'")
                .contains("style-src '" + hash(page, "style") + "'")
                .doesNotContain("unsafe");
        assertThat(page).doesNotContain(" style=").doesNotContain(" onclick=").doesNotContain("src=").doesNotContain("=\"http").doesNotContain("url(");
    }

    private static String hash(String page, String element) throws Exception {
        Matcher inline = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(page);
        assertThat(inline.find()).isTrue();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.group(1).getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void saysWhatIsWrongFirst() {
        String page = page(stats("shop", List.of(endpoint(1, "Ready"), endpoint(2, "Unhealthy"))));
        assertThat(page).contains("1 of 2 ready").contains("Not ready").contains("Revision 0.2 was refused").contains("not bound").contains("NoRoute <b>9</b>");
        assertThat(page.indexOf("10.0.0.2:80")).as("those that are left out").isLessThan(page.indexOf("10.0.0.1:80"));
        assertThat(page).contains("1,234,567").contains("up 1h 1m").contains("circuit HalfOpen").contains("2.0 KiB").contains("0.70 ms · 12 ms").contains("of 2</span>").contains("shop / one", "3.0 MiB", "Hit <b>1,001</b>").contains("web / shop: 33.3 %, asked for 12.5 %", "1,002");
    }

    @Test
    void aBackendOfManyEndpointsBeginsFolded() {
        assertThat(page(stats("shop", List.of(endpoint(1, "Ready"))))).contains("id=\"backend-shop\" open>");
        List<EndpointStats> many = IntStream.range(0, 500).mapToObj(i -> endpoint(i, "Ready")).toList();
        assertThat(page(stats("shop", many))).contains("id=\"backend-shop\">");
    }

    @Test
    void beforeASnapshotItSaysThatNothingRuns() {
        Stats nothing = new Stats("1", null, false, "no snapshot runs", 0, 0, null, null, Map.of(), List.of(), List.of(), List.of(), List.of());
        assertThat(page(nothing)).contains("nothing is listened on").contains("no snapshot runs").doesNotContain("Caches").doesNotContain("Rate limits");
    }

    @Test
    void amountsReadEasily() {
        assertThat(List.of(Amounts.bytes(1023), Amounts.bytes(1536), Amounts.bytes(Long.MAX_VALUE))).containsExactly("1023 B", "1.5 KiB", "8192.0 PiB");
        assertThat(List.of(Amounts.time(7), Amounts.time(185), Amounts.time(183_600))).containsExactly("7s", "3m 5s", "2d 3h");
        assertThat(List.of(Amounts.millis(0.424), Amounts.millis(12.3))).containsExactly("0.42 ms", "12 ms");
    }
}
