package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process as a shell sees it: what ends it, how, and with which status. */
@Timeout(300)
class SignalsIT {
    @TempDir
    Path directory;

    private Origin origin;
    private Shop shop;

    @BeforeEach
    void open() throws Exception {
        origin = new Origin("origin");
        shop = new Shop(directory);
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void aRequestInFlightEndsBeforeTheProcessDoes() throws Exception {
        try (Child child = run("--drain-timeout", "60s");
                KeptConnection busy = new KeptConnection(shop.port());
                KeptConnection idle = new KeptConnection(shop.port())) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            busy.send("/held");
            origin.awaitHeld();

            child.terminate();
            assertThatThrownBy(() -> idle.receive()).as("a quiet connection is closed").isInstanceOf(IOException.class);
            await().untilAsserted(() -> assertThatThrownBy(() -> new KeptConnection(shop.port()).close())
                    .as("nothing new is accepted")
                    .isInstanceOf(ConnectException.class));
            origin.release();

            KeptConnection.Answer answer = busy.receive();
            assertThat(answer.body()).isEqualTo("origin");
            assertThat(answer.saysClose()).isTrue();
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.log()).contains("0 connections were cut");
        }
    }

    @Test
    void newConnectionsAreStillAcceptedForTheAnnouncedTime() throws Exception {
        try (Child child = run("--drain-min", "60s", "--drain-timeout", "90s")) {
            child.terminate();
            child.awaitLog("Stopping");
            await().untilAsserted(() -> {
                try (KeptConnection late = new KeptConnection(shop.port())) {
                    KeptConnection.Answer answer = late.get("/");
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.saysClose()).isTrue();
                }
            });
        }
    }

    @Test
    void whatDoesNotEndInTimeIsCutAndCounted() throws Exception {
        try (Child child = run("--drain-timeout", "100ms");
                KeptConnection busy = new KeptConnection(shop.port())) {
            busy.send("/held");
            origin.awaitHeld();
            child.terminate();
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.log()).contains("1 connections were cut");
        }
    }

    @Test
    void theSecondSignalEndsItAtOnce() throws Exception {
        try (Child child = run("--drain-timeout", "90s");
                KeptConnection busy = new KeptConnection(shop.port())) {
            busy.send("/held");
            origin.awaitHeld();
            child.terminate();
            child.awaitLog("Stopping; ");
            child.terminate();
            assertThat(child.awaitEnd()).isEqualTo(128 + 15);
        }
    }

    @Test
    void whatCannotStartSaysWhyInItsStatus() throws Exception {
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "kind: Sheep\n");
        try (Child child = new Child(directory, "run", bad.toString(), "--admin-port", "0")) {
            assertThat(child.awaitEnd()).as("bad input").isEqualTo(2);
            assertThat(child.log()).contains("bad.yaml:1:").contains("Sheep").contains("nothing in it can be served");
        }
        try (Child child = new Child(directory, "run", bad.toString(), "--drain-min", "soon")) {
            assertThat(child.awaitEnd()).as("a bad option").isEqualTo(2);
            assertThat(child.log()).contains("--drain-min").contains("soon").contains("1m30s");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child child = new Child(directory, "run", shop.write(shop.text(origin)).toString(), "--admin-port", "" + taken.getLocalPort())) {
            assertThat(child.awaitEnd()).as("a taken admin port").isEqualTo(1);
            assertThat(child.log()).contains("--admin-port").contains("" + taken.getLocalPort());
        }
    }

    private Child run(String... options) throws Exception {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "run";
        arguments[1] = shop.write(shop.text(origin)).toString();
        arguments[2] = "--admin-port";
        arguments[3] = "0";
        System.arraycopy(options, 0, arguments, 4, options.length);
        Child child = new Child(directory, arguments);
        child.awaitLog("Statistics on");
        return child;
    }
}
