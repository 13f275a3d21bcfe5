package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/** Writes the events of one watch, a JSON object a line, until its time is over or the client goes away. */
final class WatchStream {
    private static final long LONGEST_SECONDS = 3600;
    /** Between bookmarks, which also find out clients that have gone. */
    private static final long BOOKMARK_MILLIS = 15_000;

    private final Watches.Watch watch;
    private final OutputStream out;
    private final ResourceType type;
    private final Function<ObjectNode, ObjectNode> form;
    private final InstantSource clock;
    private String version;

    WatchStream(Watches.Watch watch, OutputStream out, ResourceType type, Function<ObjectNode, ObjectNode> form, InstantSource clock) {
        this.watch = watch;
        this.out = out;
        this.type = type;
        this.form = form;
        this.clock = clock;
        this.version = Long.toString(watch.since());
    }

    /** @param whole the client asked to be told where the initial objects end */
    void run(Map<String, String> query, boolean whole) throws IOException, InterruptedException {
        boolean bookmarks = query.getOrDefault("allowWatchBookmarks", "").equals("true");
        Instant end = clock.instant().plusSeconds(Long.parseLong(query.getOrDefault("timeoutSeconds", "" + LONGEST_SECONDS)));
        boolean initial = whole;
        Instant quiet = clock.instant();
        out.flush();
        while (!watch.closed() && clock.instant().isBefore(end)) {
            Watches.Event event = watch.next(initial ? 0 : 200);
            if (event != null) {
                version = Json.text(event.object(), "/metadata/resourceVersion");
                write(event.type(), form.apply(event.object()));
                quiet = clock.instant();
            } else if (initial) {
                write("BOOKMARK", bookmark(true));
                initial = false;
            } else if (bookmarks && clock.instant().isAfter(quiet.plusMillis(BOOKMARK_MILLIS))) {
                write("BOOKMARK", bookmark(false));
                quiet = clock.instant();
            }
        }
    }

    private ObjectNode bookmark(boolean initialEventsEnd) {
        ObjectNode object = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", version);
        if (initialEventsEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return object;
    }

    private void write(String type, ObjectNode object) throws IOException {
        ObjectNode line = Json.object().put("type", type);
        line.set("object", object);
        out.write(Json.bytes(line));
        out.write('\n');
        out.flush();
    }
}
