package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code nc} (that of OpenBSD, as Debian names it), as people use it before a TCP listener: piped, with a pause between messages, with an end of its own that comes early. */
@ExtendWith(NoLeaks.class)
class NetcatIT {
    @TempDir
    private Path work;

    /** Greets, sends lines back until the client's end has come, and then says so. */
    private static void serve(Endpoint.Talk talk) throws IOException {
        talk.say("welcome\n");
        for (String line = talk.until("\n"); !line.isEmpty(); line = talk.until("\n")) {
            talk.say(line.equals("quit\n") ? "" : "you said " + line);
            if (line.equals("quit\n")) {
                return;
            }
        }
        talk.say("bye\n");
    }

    private interface Story {
        void tell(Tool nc, Running proxy) throws Exception;
    }

    private void with(Story story) throws Exception {
        Tool nc = Tool.find("nc.openbsd", work);
        try (Endpoint echo = Endpoint.of(NetcatIT::serve);
                Running proxy = new Running().install(snapshot().tcp("db", "echo").backend("echo", echo.port()))) {
            story.tell(nc, proxy);
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
        }
    }

    /** {@code echo hello | nc -N}: its sending side ends before the answer has come. */
    @Test
    void piped_with_an_early_end() throws Exception {
        with((nc, proxy) -> assertThat(nc.run("one\ntwo\n", List.of("-N", "127.0.0.1", String.valueOf(proxy.port("db")))))
                .isEqualTo("welcome\nyou said one\nyou said two\nbye\n"));
    }

    /** Without {@code -N} it does not tell its end, and waits for the server's. */
    @Test
    void piped_until_the_server_ends() throws Exception {
        with((nc, proxy) -> assertThat(nc.run("one\nquit\n", List.of("127.0.0.1", String.valueOf(proxy.port("db"))))).isEqualTo("welcome\nyou said one\n"));
    }

    @Test
    void interactive_message_by_message() throws Exception {
        with((nc, proxy) -> {
            Process process = nc.start(List.of("-N", "127.0.0.1", String.valueOf(proxy.port("db"))));
            try (BufferedReader heard = process.inputReader()) {
                assertThat(heard.readLine()).isEqualTo("welcome");
                try (Writer say = process.outputWriter()) {
                    for (String message : List.of("one", "two", "three")) {
                        say.write(message + "\n");
                        say.flush();
                        assertThat(heard.readLine()).as("before the next is said").isEqualTo("you said " + message);
                    }
                }
                assertThat(heard.readLine()).isEqualTo("bye");
                assertThat(process.waitFor()).isZero();
            } finally {
                process.destroyForcibly();
            }
        });
    }
}
