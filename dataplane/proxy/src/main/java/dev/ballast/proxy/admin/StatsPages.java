package dev.ballast.proxy.admin;

import java.util.Map;

/** What runs: {@code /} for people, {@code /stats} in JSON for programs. */
public final class StatsPages {
    private StatsPages() {}

    public static Pages of(Statistics statistics) {
        return new Pages(Map.of(
                "/", Page.of(() -> StatsPage.reply(statistics.now())),
                "/stats", Page.of(() -> Json.reply(200, statistics.now()))));
    }
}
