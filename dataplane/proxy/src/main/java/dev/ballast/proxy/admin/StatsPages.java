package dev.ballast.proxy.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** What runs: {@code /} for people, {@code /stats} in JSON for programs. */
public final class StatsPages {
    private StatsPages() {}

    public static Pages of(Statistics statistics) {
        return new Pages(Map.of(
                "/", Page.of(() -> StatsPage.reply(statistics.now())),
                "/stats", Page.of(() -> json(statistics.now()))));
    }

    private static Reply json(Stats stats) {
        try {
            return Reply.json(200, Json.PRETTY.writeValueAsBytes(stats));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Statistics are records of plain values.", impossible);
        }
    }

    /** Made when first asked for. */
    private static final class Json {
        static final JsonMapper PRETTY = JsonMapper.builder()
                .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }
}
