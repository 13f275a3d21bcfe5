package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our program with an ahead-of-time cache, as the image has one: the laptop's launcher runs without. Made from a run that serves requests
 * and then ends.
 */
final class Archive {
    private static final int SECONDS = 2;
    private static final int CONNECTIONS = 16;

    private Archive() {}

    /** Makes it in the file; the classes of the program must stay where they are. */
    static void make(Path program, Path file) throws IOException, InterruptedException {
        try (Lab lab = new Lab(program, null)) {
            Front front = Rows.web(lab, Front.Speaks.HTTPS, true).on(Lab.freePort());
            List<String> command = new ArrayList<>(List.of("env", "BALLAST_OPTS=-XX:AOTCacheOutput=" + file));
            command.addAll(Peer.Ballast.command(lab, front, 1));
            Process process = lab.start(Lab.BOTH_CORES, "training", command);
            lab.awaitOpen(front.port(), "training");
            Load.wrk("https", CONNECTIONS).run(front.port(), SECONDS);
            process.destroy();
            process.waitFor(); // It writes the cache after its end.
        }
        if (!Files.exists(file)) {
            throw new IOException("no ahead-of-time cache was made");
        }
    }
}
