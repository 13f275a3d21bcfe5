package dev.ballast.toolbox.echo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What an echo server does.
 *
 * @param name what it calls itself: in the header {@code Echo-Name}, in answers, in the TCP greeting
 * @param http where HTTP/1.1, HTTP/2 by prior knowledge and gRPC are served; port 0 lets the kernel choose
 * @param tcp where TCP is served; port 0 lets the kernel choose
 * @param answer what HTTP requests get that do not ask for something else
 * @param healthPath answers 200 with no delay, and 503 once the server is told to go
 * @param tcpGreeting whether a TCP connection begins with a line that holds the name
 * @param threads event loops, from 1
 */
public record EchoOptions(
        String name,
        List<InetSocketAddress> http,
        List<InetSocketAddress> tcp,
        Answer answer,
        String healthPath,
        boolean tcpGreeting,
        int threads) {
    public EchoOptions {
        http = List.copyOf(http);
        tcp = List.copyOf(tcp);
    }

    /** One HTTP port that the kernel chooses on the loopback address, and the rest as the command line has it. */
    public static EchoOptions loopback(String name) {
        return new EchoOptions(name, List.of(anyPort()), List.of(), Answer.PLAIN, "/healthz", false, 1);
    }

    /** TCP too, on a port that the kernel chooses on the loopback address; a connection begins with the name. */
    public EchoOptions withTcp() {
        return new EchoOptions(name, http, List.of(anyPort()), answer, healthPath, true, threads);
    }

    public EchoOptions withAnswer(Answer other) {
        return new EchoOptions(name, http, tcp, other, healthPath, tcpGreeting, threads);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /**
     * An answer to an HTTP request.
     *
     * @param status 200 to 599
     * @param delay from the end of the request to the answer
     * @param bytes length of the body, from 0; -1 = a text
     * @param text the body without {@code bytes}; empty: it describes the request
     * @param headers as {@code name: value}, added to the answer
     */
    public record Answer(int status, Duration delay, int bytes, String text, List<Header> headers) {
        /** 200 at once, with a text that describes the request. */
        public static final Answer PLAIN = new Answer(200, Duration.ZERO, -1, "", List.of());

        public Answer {
            headers = List.copyOf(headers);
        }

        /** A status at once, and why; no body where there is nothing to say. */
        static Answer of(int status, String why) {
            return new Answer(status, Duration.ZERO, why.isEmpty() ? 0 : -1, why, List.of());
        }
    }

    /** A line of a header section. */
    public record Header(String name, String value) {
        /** @throws IllegalArgumentException when the text is not of the form {@code name: value} */
        public static Header of(String text) {
            int colon = text.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("\"" + text + "\" is not a header: expected \"name: value\"");
            }
            return new Header(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
        }
    }
}
