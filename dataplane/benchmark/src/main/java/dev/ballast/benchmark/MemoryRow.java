package dev.ballast.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Resident memory of a proxy: when it has started; when 1,000 connections have been in use; and what each further idle connection adds, which has
 * had one request answered. Each proxy by itself, once: memory does not depend on what else the machine does.
 */
final class MemoryRow implements Row {
    private static final int IN_USE = 1_000;
    private static final int IDLE = 4_000;
    /** Until a proxy has done what it does after its start. */
    private static final int SETTLE_SECONDS = 3;

    private final Front.Speaks speaks;

    MemoryRow(Front.Speaks speaks) {
        this.speaks = speaks;
    }

    @Override
    public String id() {
        return speaks == Front.Speaks.HTTPS ? "P8-tls" : "P8";
    }

    @Override
    public String title() {
        return "resident memory, " + (speaks == Front.Speaks.HTTPS ? "TLS" : "plain") + ": idle; 1,000 connections in use; each further idle one";
    }

    @Override
    public String goal() {
        return speaks == Front.Speaks.HTTPS ? "≤ 32 KiB each" : "≤ 44 MiB; ≤ 48 MiB; ≤ 12 KiB each";
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        Front front = Rows.web(lab, speaks, true);
        StringBuilder table = new StringBuilder("| proxy | idle MiB | 1,000 in use MiB | each idle KiB | version |\n|---|---|---|---|---|\n");
        String figure = "–";
        for (Peer peer : Peer.values()) {
            if (peer.carries(speaks)) {
                Measured measured = measure(lab, peer, front.on(Lab.freePort()), pace);
                System.err.println(id() + ": " + peer + " " + measured);
                table.append(String.format(
                        Locale.ROOT, "| %s | %.1f | %.1f | %.1f | %s |%n", peer, measured.idle, measured.inUse, measured.eachKiB, peer.version(lab)));
                if (peer == Peer.Ballast) {
                    figure = String.format(Locale.ROOT, "%.1f MiB; %.1f MiB; %.1f KiB", measured.idle, measured.inUse, measured.eachKiB);
                }
            }
        }
        return new Outcome(figure, table.toString());
    }

    private record Measured(double idle, double inUse, double eachKiB) {}

    private Measured measure(Lab lab, Peer peer, Front front, Pace pace) throws IOException, InterruptedException {
        Process process = lab.start(Lab.PROXY_CORE, peer.name(), peer.command(lab, front, 1));
        lab.awaitOpen(front.port(), peer.name());
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        double idle = mib(process);
        Load.wrk(speaks.scheme(), IN_USE).run(front.port(), pace.seconds());
        double inUse = mib(process);
        double each = eachIdle(process, front.port());
        lab.end(process);
        return new Measured(idle, inUse, each);
    }

    private double eachIdle(Process process, int port) throws IOException, InterruptedException {
        double before = mib(process);
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                open.add(used(port));
            }
            TimeUnit.SECONDS.sleep(1);
            return (mib(process) - before) * 1024 / IDLE;
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private Socket used(int port) throws IOException {
        Socket socket = speaks == Front.Speaks.HTTPS
                ? trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)
                : new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        byte[] room = new byte[4096];
        String answer = "";
        while (!answer.endsWith("ok")) {
            int count = in.read(room);
            if (count < 0) {
                throw new IOException("the connection ended after: " + answer);
            }
            answer += new String(room, 0, count, StandardCharsets.US_ASCII);
        }
        return socket;
    }

    private static double mib(Process process) {
        return ProcessorTime.residentKiB(process.toHandle()) / 1024.0;
    }

    /** The certificates here are our own, and nothing secret is said. */
    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
