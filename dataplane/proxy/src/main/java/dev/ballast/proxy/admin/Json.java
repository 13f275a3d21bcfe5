package dev.ballast.proxy.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** Answers in JSON, as a person can read them. */
final class Json {
    private static final JsonMapper PRETTY = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private Json() {}

    static Reply reply(int status, Object value) {
        try {
            return Reply.json(status, PRETTY.writeValueAsBytes(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Answers are records of plain values.", impossible);
        }
    }

    /** Why something was not done. */
    static Reply refusal(int status, String... problems) {
        return reply(status, new Refusal(List.of(problems)));
    }

    /** The body of each refusal. */
    record Refusal(List<String> problems) {}
}
