package dev.ballast.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.cache.CacheControl;
import dev.ballast.traffic.cache.FieldValues;
import dev.ballast.traffic.cache.Freshness;
import dev.ballast.traffic.cache.Freshness.Times;
import dev.ballast.traffic.cache.Stored;
import dev.ballast.traffic.cache.StoredHead;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteCachesTest {
    private static final int MEGA = 1 << 20;
    private static final ListenerConfig WEB = new ListenerConfig(
            "web", 80, 10_080, ListenerConfig.Protocol.HTTP, null, new TimeoutsConfig(10_000, 10_000, 60_000, 3_600_000, 10_000), "shop");

    private final Telemetry telemetry = new Telemetry();
    private final RouteCaches caches = new RouteCaches(telemetry, 1, () -> 0, MEGA);

    private CachePlan cache(String route, long maxBytes) {
        FiltersConfig filters = new FiltersConfig(null, null, null, null, null, new CacheConfig(maxBytes, 1024, 0));
        return Objects.requireNonNull(caches.of(WEB, new RouteConfig(route, List.of(MatchConfig.prefix("/")), filters, List.of(), 0)));
    }

    private static void fill(CachePlan cache, long bytes) {
        FieldValues nothing = name -> null;
        CacheControl control = CacheControl.parse("max-age=60");
        Freshness freshness = Freshness.of(nothing, control, 0, new Times(0, 0, 0));
        for (int i = 0; i < bytes / 1024; i++) {
            Stored.Head head = Stored.Head.of(new StoredHead.Builder().build(), 200, nothing, control, freshness);
            cache.store().put(Stored.of(head, "k" + i, new byte[1024], 1), 0);
        }
    }

    @Test
    void together_they_take_no_more_than_their_share_of_the_heap() {
        CachePlan one = cache("one", MEGA);
        CachePlan other = cache("other", 3 * MEGA);
        caches.retain(Set.of(one, other));
        fill(one, 2 * MEGA);
        fill(other, 4 * MEGA);
        assertThat(one.store().used()).isBetween(MEGA / 4 - 4096L, MEGA / 4L);
        assertThat(other.store().used()).isBetween(3 * MEGA / 4 - 4096L, 3 * MEGA / 4L);
        caches.retain(Set.of(one));
        fill(one, 2 * MEGA);
        assertThat(one.store().used()).as("alone it has all that it asks for").isGreaterThan(MEGA - 4096L);
        caches.clear();
        assertThat(one.store().used()).isZero();
    }

    @Test
    void one_lives_while_its_route_is_as_it_was() {
        CachePlan first = cache("one", MEGA);
        caches.retain(Set.of(first));
        assertThat(cache("one", MEGA)).isSameAs(first);
        CachePlan changed = cache("one", MEGA / 2);
        assertThat(changed.store()).isNotSameAs(first.store());
        caches.retain(Set.of(first));
        assertThat(cache("one", MEGA)).as("the changed one was not installed").isSameAs(first);
        assertThat(telemetry.scrape()).contains("ballast_cache_used_bytes{listener=\"web\",route=\"one\"}");
        caches.retain(Set.of());
        assertThat(telemetry.scrape()).doesNotContain("ballast_cache");
        assertThat(cache("one", MEGA)).isNotSameAs(first);
    }
}
