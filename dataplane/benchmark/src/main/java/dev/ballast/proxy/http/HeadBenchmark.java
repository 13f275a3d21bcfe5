package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.HeldBytes;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A request's head as browsers send it: read, and written anew for an endpoint. In this package because the parser is nobody else's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class HeadBenchmark {
    private static final String BROWSERS =
            """
            GET /articles/2024/11/a-title?page=2 HTTP/1.1
            Host: www.shop.example
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: en-US,en;q=0.5
            Accept-Encoding: gzip, deflate, br
            Cookie: session=1f0c7a3e5b9d4c2e8a6f; theme=dark
            Cache-Control: max-age=0
            Connection: keep-alive

            """
                    .replace("\n", "\r\n");
    private static final String ANSWER =
            """
            HTTP/1.1 200 OK
            Server: nginx
            Date: Sat, 21 Nov 2026 15:00:00 GMT
            Content-Type: text/html; charset=utf-8
            Content-Length: 5120
            Connection: keep-alive
            Cache-Control: no-cache
            Vary: Accept-Encoding

            """
                    .replace("\n", "\r\n");

    private final HeldBytes asked = HeldBytes.of(BROWSERS.getBytes(StandardCharsets.US_ASCII));
    private final HeldBytes answered = HeldBytes.of(ANSWER.getBytes(StandardCharsets.US_ASCII));
    private final RequestHead request = new RequestHead();
    private final ResponseHead response = new ResponseHead();
    private final byte[] room = new byte[64 * 1024];
    private final Composer composer = new Composer(room);
    private final ClientFacts client = new ClientFacts(new Arrival(
            new InetSocketAddress("192.0.2.7", 40_000), () -> new InetSocketAddress("192.0.2.1", 80), true, "", ""));

    /** Reads a request's head. */
    @Benchmark
    public Head readRequest() {
        return read(request, asked);
    }

    /** Reads an answer's head. */
    @Benchmark
    public Head readAnswer() {
        return read(response, answered);
    }

    /** Reads a request's head and writes it for an endpoint. */
    @Benchmark
    public Composer readAndWriteRequest() {
        read(request, asked);
        RequestWriter.head(composer.begin(room), request, client, null, null);
        return composer;
    }

    private static Head read(Head head, HeldBytes from) {
        head.clear();
        head.read(from, 0);
        if (!head.complete() || head.flaw() != null) {
            throw new IllegalStateException("not read: " + head.flaw());
        }
        return head;
    }
}
