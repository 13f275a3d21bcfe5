package dev.ballast.proxy.probe;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.proxy.transport.Received;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A GET request on a connection of its own. Of the answer only the status is read. */
final class HttpDialogue implements Probe.Dialogue {
    /** {@code HTTP/1.1 200}. */
    private static final int STATUS_END = 12;

    private final ActiveConfig config;
    private final byte[] question;
    private final byte[] start = new byte[STATUS_END];
    private int length;

    /** @param authority what the endpoint is called */
    HttpDialogue(ActiveConfig config, String authority) {
        this.config = config;
        this.question = ("GET " + config.path() + " HTTP/1.1\r\nHost: " + authority
                        + "\r\nUser-Agent: ballast-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] question() {
        return question;
    }

    @Override
    public @Nullable String heard(Received bytes, Consumer<byte[]> out) {
        int count = Math.min(bytes.length(), STATUS_END - length);
        bytes.copy(0, start, length, count);
        length += count;
        return length < STATUS_END ? null : verdict(new String(start, StandardCharsets.ISO_8859_1));
    }

    private String verdict(String line) {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
            return "the answer is not HTTP/1";
        }
        int status = Integer.parseInt(line.substring(STATUS_END - 3));
        return config.expects(status) ? "" : "status " + status;
    }
}
