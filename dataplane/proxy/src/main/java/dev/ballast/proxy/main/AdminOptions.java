package dev.ballast.proxy.main;

import dev.ballast.proxy.admin.Guard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the admin port is, and who may use it. */
final class AdminOptions {
    private static final String PORT = "9000";
    private static final String ADDRESS = "127.0.0.1";

    @Option(names = "--admin-port", converter = PortOption.class, defaultValue = PORT, paramLabel = "PORT",
            description = "A page for people, /stats, /metrics and the API; 0 takes any free port.")
    private int port;

    @Option(names = "--admin-address", converter = AddressOption.class, defaultValue = ADDRESS, paramLabel = "IP",
            description = "Where the admin port is. Elsewhere than on loopback it needs --admin-token-file.")
    private String address = "";

    @Option(names = "--admin-token-file", paramLabel = "FILE",
            description = "Holds a token that the admin port asks for: as a bearer's, or as a password. It goes over the wire in clear text.")
    private @Nullable Path tokenFile;

    /**
     * The same without picocli.
     *
     * @throws IllegalArgumentException when a value is none
     */
    static AdminOptions of(PlainArguments given) {
        AdminOptions admin = new AdminOptions();
        admin.port = Binding.port(given.take("--admin-port", PORT), 0);
        admin.address = Binding.literal(given.take("--admin-address", ADDRESS));
        String file = given.take("--admin-token-file", "");
        admin.tokenFile = file.isEmpty() ? null : Path.of(file);
        return admin;
    }

    /** @throws IllegalArgumentException when the options do not fit each other, or the token cannot be read */
    AdminAt at() {
        InetAddress where = InetAddress.ofLiteral(address);
        if (tokenFile == null && !where.isLoopbackAddress()) {
            throw new IllegalArgumentException("--admin-address: " + address + " is not loopback: expected --admin-token-file too");
        }
        return new AdminAt(new InetSocketAddress(where, port), tokenFile == null ? Guard.loopback() : guard(tokenFile));
    }

    private static Guard guard(Path file) {
        try {
            return Guard.token(Files.readString(file).strip());
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException("--admin-token-file: there is no file " + file + ": expected one that holds the token", absent);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("--admin-token-file: " + file + " cannot be read (" + unreadable.getMessage() + ")", unreadable);
        } catch (IllegalArgumentException tooShort) {
            throw new IllegalArgumentException("--admin-token-file: " + file + " holds " + tooShort.getMessage(), tooShort);
        }
    }
}
