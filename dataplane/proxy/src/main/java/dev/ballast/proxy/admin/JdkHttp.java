package dev.ballast.proxy.admin;

/**
 * The JDK's HTTP server takes its limits from system properties, read once when it is first used. They hold for all servers of the
 * process; a value that the user has set stays.
 */
final class JdkHttp {
    private JdkHttp() {}

    static void prepare() {
        // A small answer must not wait for the acknowledgement of the one before it.
        set("sun.net.httpserver.nodelay", "true");
        // Longer than the operator's client keeps an unused connection, so that it never sends a push into a closing one.
        set("sun.net.httpserver.idleInterval", "120");
        // Who sends a request at a drip holds a thread and a connection no longer than this; seconds.
        set("sun.net.httpserver.maxReqTime", "30");
        // For each port. More are closed at once: whoever floods the probes must not take the open files of the traffic.
        set("jdk.httpserver.maxConnections", "256");
        set("sun.net.httpserver.maxReqHeaders", "50");
        set("sun.net.httpserver.maxReqHeaderSize", "16384");
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
