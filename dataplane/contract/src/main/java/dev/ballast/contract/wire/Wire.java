package dev.ballast.contract.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Answers.Stale;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Bytes of the channel, both ways. The bytes are canonical: JSON in UTF-8 with keys in order, no insignificant white space and nothing
 * where a value is absent. Equal messages have equal bytes, so that a digest of the bytes is a digest of the meaning.
 *
 * <p>What is read is bound to a closed set of records. A field that is not known, twice there, missing or of another type makes the whole
 * message malformed. All methods are pure and may be called by any thread.
 */
public final class Wire {
    /** The announced {@link dev.ballast.contract.snapshot.Revision}: {@code 3.14}. */
    public static final String REVISION_HEADER = "Ballast-Revision";

    /** The announced {@link #digest} of the body as it is sent, that is: compressed. */
    public static final String DIGEST_HEADER = "Ballast-Digest";

    /** With {@code GET} {@link #SNAPSHOT_PATH}: what the asking operator wants to run, as {@link Digests#text}. Optional. */
    public static final String WANTED_HEADER = "Ballast-Wanted";

    /** {@code PUT} a {@link SnapshotMessage}, {@code GET} a {@link Running}. */
    public static final String SNAPSHOT_PATH = "/v1/snapshot";

    /** {@code PATCH} an {@link EndpointsMessage}. */
    public static final String ENDPOINTS_PATH = "/v1/endpoints";

    /** {@code PUT} a {@link QuotasMessage}, not compressed; the answer is {@link Event.Uses}. */
    public static final String QUOTAS_PATH = "/v1/quotas";

    /** The largest {@link QuotasMessage}: 4 MiB, some 40,000 budgets. */
    public static final int MAX_QUOTAS_BYTES = 4 << 20;

    /** {@code GET} a stream of lines, each an {@link Event}. */
    public static final String EVENTS_PATH = "/v1/events";

    /** Content type of every body but the events'. */
    public static final String JSON = "application/json";

    /** Content type of the events: a JSON object a line. */
    public static final String NDJSON = "application/x-ndjson";

    /** The largest body that is taken as it is sent: 16 MiB. */
    public static final int MAX_BODY_BYTES = 16 << 20;

    /** The largest body that is taken once inflated: 64 MiB, some 400,000 endpoints. */
    public static final int MAX_INFLATED_BYTES = 64 << 20;

    private static final JsonMapper MAPPER = mapper().build();
    private static final JsonMapper REDACTING =
            mapper().addModule(new SimpleModule().addSerializer(Sensitive.class, new Redact())).build();

    private Wire() {}

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    public static byte[] encode(SnapshotMessage message) {
        return bytes(MAPPER, message);
    }

    /** The same with {@code redacted} in place of every secret: for people, not for a pod. */
    public static byte[] encodeRedacted(SnapshotMessage message) {
        return bytes(REDACTING, message);
    }

    public static byte[] encode(EndpointsMessage message) {
        return bytes(MAPPER, message);
    }

    public static byte[] encode(QuotasMessage message) {
        return bytes(MAPPER, message);
    }

    public static byte[] encode(Answer answer) {
        return bytes(MAPPER, answer);
    }

    public static byte[] encode(Running running) {
        return bytes(MAPPER, running);
    }

    /** One line, without its end. */
    public static byte[] encode(Event event) {
        SortedMap<String, JsonNode> fields = new TreeMap<>();
        MAPPER.<ObjectNode>valueToTree(event).properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        fields.put("type", MAPPER.getNodeFactory().textNode(event.getClass().getSimpleName()));
        return bytes(MAPPER, fields);
    }

    public static SnapshotMessage decodeSnapshot(byte[] json) throws MalformedMessageException {
        return Binder.bind(SnapshotMessage.class, tree(json));
    }

    public static EndpointsMessage decodeEndpoints(byte[] json) throws MalformedMessageException {
        return Binder.bind(EndpointsMessage.class, tree(json));
    }

    public static QuotasMessage decodeQuotas(byte[] json) throws MalformedMessageException {
        return Binder.bind(QuotasMessage.class, tree(json));
    }

    /**
     * The answer to a snapshot or to endpoints.
     *
     * @param status the answer's HTTP status: 200, 409 or 422
     */
    public static Answer decodeAnswer(int status, byte[] json) throws MalformedMessageException {
        Class<? extends Answer> type = switch (status) {
            case 200 -> Ack.class;
            case 409 -> Stale.class;
            case 422 -> Nack.class;
            default -> throw new MalformedMessageException(
                    Reason.Malformed, "status " + status + " is not an answer of the channel: expected 200, 409 or 422");
        };
        return Binder.bind(type, tree(json));
    }

    /** The HTTP status that goes with an answer. */
    public static int status(Answer answer) {
        return switch (answer) {
            case Ack ack -> 200;
            case Stale stale -> 409;
            case Nack nack -> 422;
        };
    }

    public static Running decodeRunning(byte[] json) throws MalformedMessageException {
        return Binder.bind(Running.class, tree(json));
    }

    /** From one line of the events. */
    public static Event decodeEvent(String line) throws MalformedMessageException {
        JsonNode tree = tree(line.getBytes(StandardCharsets.UTF_8));
        String type = tree.path("type").asText();
        if (tree instanceof ObjectNode object) {
            object.remove("type");
        }
        return switch (type) {
            case "Heartbeat" -> Binder.bind(Event.Heartbeat.class, tree);
            case "ConnectFailure" -> Binder.bind(Event.ConnectFailure.class, tree);
            case "Draining" -> Binder.bind(Event.Draining.class, tree);
            case "Uses" -> Binder.bind(Event.Uses.class, tree);
            default -> throw new MalformedMessageException(List.of(new Problem(
                    "type",
                    Reason.InvalidValue,
                    "\"" + type + "\" is not an event: expected Heartbeat, ConnectFailure, Uses or Draining")));
        };
    }

    /** {@code sha256:} and 64 hexadecimal digits. */
    public static String digest(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Of the two layers of a snapshot: an endpoint that comes or goes changes the second only. */
    public static Digests digests(Snapshot snapshot) {
        SortedMap<String, List<EndpointConfig>> endpoints = new TreeMap<>();
        snapshot.backends().forEach(backend -> endpoints.put(backend.name(), backend.endpoints()));
        List<BackendConfig> bare =
                snapshot.backends().stream().map(backend -> backend.withEndpoints(List.of())).toList();
        return new Digests(digest(bytes(MAPPER, snapshot.withBackends(bare))), digest(bytes(MAPPER, endpoints)));
    }

    /** Equal bytes give equal bytes. */
    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, bytes.length / 4));
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** Inflates at most {@link #MAX_INFLATED_BYTES}; what would be larger is refused while no more than that is held. */
    public static byte[] gunzip(byte[] compressed) throws MalformedMessageException {
        return gunzip(compressed, MAX_INFLATED_BYTES);
    }

    /** The same with another limit, in bytes. */
    public static byte[] gunzip(byte[] compressed, int limit) throws MalformedMessageException {
        byte[] bytes;
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            bytes = gzip.readNBytes(limit);
            if (gzip.read() >= 0) {
                throw new MalformedMessageException(
                        Reason.InvalidValue, compressed.length + " bytes inflate to more than the limit: expected at most " + limit + " bytes");
            }
        } catch (IOException broken) {
            throw new MalformedMessageException(
                    Reason.Corrupt, compressed.length + " bytes are not gzip: " + broken.getMessage() + ": expected a whole gzip stream");
        }
        return bytes;
    }

    private static byte[] bytes(JsonMapper mapper, Object message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a message is a record of plain values", impossible);
        }
    }

    private static JsonNode tree(byte[] json) throws MalformedMessageException {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException broken) {
            // Jackson's own message may quote the text, and the text may be a key.
            var where = broken.getLocation();
            throw new MalformedMessageException(
                    Reason.Malformed,
                    "not JSON at byte " + (where == null ? 0 : where.getByteOffset()) + ": expected one JSON object in UTF-8, without a key twice");
        } catch (IOException broken) {
            // Octets that Jackson takes for another encoding, and that are none of that.
            throw new MalformedMessageException(Reason.Malformed, "not JSON in UTF-8: expected one JSON object in UTF-8, without a key twice");
        }
    }

    private static final class Redact extends JsonSerializer<Sensitive> {
        @Override
        public void serialize(Sensitive value, JsonGenerator out, SerializerProvider context) throws IOException {
            out.writeString(value.toString());
        }
    }
}
