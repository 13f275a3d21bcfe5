package dev.ballast.proxy.main;

import ch.qos.logback.classic.Level;
import dev.ballast.proxy.config.ManifestSource.Text;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataplane without a cluster from its start to a signal: what is behind every command that runs one.
 *
 * @param source where the manifest comes from
 * @param admin where the admin port is
 * @param drainMin how long new connections are still accepted after a signal
 * @param drainTimeout after this what is still open is cut
 * @param report how often a table of the endpoints is printed, as an older balancer did; zero: never
 */
public record ManifestRun(
        Source source, DataplaneOptions options, AdminAt admin, Duration drainMin, Duration drainTimeout, LogFormat logFormat, Duration report) {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    /**
     * Where a manifest comes from.
     *
     * @param name in what is said
     * @param wanted {@code metadata.name} of the LoadBalancer to run; {@code ""} where there is one
     * @param watched a file whose changes are taken over; null: none
     */
    public record Source(String name, TextAt text, String wanted, @Nullable Path watched) {
        /** A file. */
        public static Source of(Path file, String wanted, boolean watched) {
            Text text = Text.of(file);
            return new Source(file.toString(), port -> text.read(), wanted, watched ? file : null);
        }
    }

    /** A manifest, which may name the process's own admin port. */
    @FunctionalInterface
    public interface TextAt {
        String read(int adminPort) throws IOException;
    }

    /**
     * A manifest that options stand for, as a file to go on from.
     *
     * @param options that no field of a manifest stands for: the first line says that it is to be run with them
     */
    public static String printed(String manifest, List<String> options) {
        return options.isEmpty() ? manifest : "# To be run with: ballast run " + String.join(" ", options) + " FILE\n" + manifest;
    }

    /**
     * Runs it, and goes down at the first signal.
     *
     * @param out is told what runs
     * @param err is told what is wrong
     * @return the exit code: 0, 1 or 2 as {@code ballast run --help} says
     */
    public int untilSignal(PrintWriter out, PrintWriter err) throws InterruptedException {
        logFormat.use(Level.WARN);
        Fatal.endTheProcess();
        Signals signals = Signals.listen();
        try (RunProcess run = new RunProcess(source, options, admin, out, err)) {
            if (!run.start()) {
                return WRONG_USE;
            }
            if (source.watched() != null) {
                run.watch(source.watched());
            }
            run.retryTakenPorts();
            run.watchCertificates();
            run.report(report);
            signals.await();
            goDown(run, out);
            return OK;
        } catch (IOException failed) {
            err.println(failed.getMessage());
            return FAILED;
        }
    }

    private void goDown(RunProcess run, PrintWriter out) throws InterruptedException {
        int open = run.process().dataplane().openConnections();
        out.println("Stopping; " + open + " connections are open. Once more ends at once.");
        out.flush();
        int cut = run.process().goDown(drainMin, drainTimeout);
        out.println("Stopped; " + cut + " connections were cut.");
        out.flush();
    }
}
