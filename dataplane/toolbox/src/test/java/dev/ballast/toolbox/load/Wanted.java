package dev.ballast.toolbox.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The options that a test cares for. */
final class Wanted {
    private final List<String> urls;
    private final List<LoadOptions.Header> headers = new ArrayList<>();
    private final List<LoadOptions.Header> expected = new ArrayList<>();
    private int bodyBytes;
    private long requests;
    private int connections = 2;
    private int http2Streams;
    private double rate;
    private Duration duration = Duration.ofMinutes(1);
    private Duration timeout = Duration.ofSeconds(10);
    private boolean connectionPerRequest;
    private boolean retryStale;
    private boolean insecure;

    Wanted(String... urls) {
        this.urls = List.of(urls);
    }

    Wanted header(String name, String value) {
        headers.add(new LoadOptions.Header(name, value));
        return this;
    }

    Wanted bodyBytes(int count) {
        bodyBytes = count;
        return this;
    }

    Wanted requests(long count) {
        requests = count;
        return this;
    }

    Wanted connections(int count) {
        connections = count;
        return this;
    }

    Wanted http2Streams(int count) {
        http2Streams = count;
        return this;
    }

    Wanted rate(double perSecond) {
        rate = perSecond;
        return this;
    }

    Wanted duration(Duration most) {
        duration = most;
        return this;
    }

    Wanted timeout(Duration silence) {
        timeout = silence;
        return this;
    }

    Wanted eachOnItsOwnConnection() {
        connectionPerRequest = true;
        return this;
    }

    Wanted replacingStale() {
        retryStale = true;
        return this;
    }

    Wanted trustingAny() {
        insecure = true;
        return this;
    }

    Wanted expect(String name, String value) {
        expected.add(new LoadOptions.Header(name, value));
        return this;
    }

    LoadOptions options() {
        return new LoadOptions(
                urls.stream().map(URI::create).toList(),
                null,
                "GET",
                headers,
                bodyBytes,
                connections,
                http2Streams,
                rate,
                duration,
                requests,
                timeout,
                connectionPerRequest,
                retryStale,
                insecure,
                expected,
                "Echo-Name");
    }

    LoadReport run() throws InterruptedException {
        return new Load(options()).run(Duration.ofSeconds(10), line -> {});
    }
}
