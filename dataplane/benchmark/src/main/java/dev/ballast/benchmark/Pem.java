package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A self-signed certificate and its key.
 *
 * @param both one file with the two, as HAProxy wants it
 */
record Pem(Path certificate, Path key, Path both) {
    static Pem ecdsa(Lab lab) throws IOException, InterruptedException {
        return make(lab, "ecdsa", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    }

    static Pem rsa(Lab lab) throws IOException, InterruptedException {
        return make(lab, "rsa", "rsa:2048");
    }

    private static Pem make(Lab lab, String name, String algorithm, String... options) throws IOException, InterruptedException {
        Path certificate = lab.directory().resolve(name + ".crt");
        Path key = lab.directory().resolve(name + ".key");
        String[] fixed = {
            "openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", key.toString(), "-out", certificate.toString(), "-newkey", algorithm
        };
        String[] command = java.util.Arrays.copyOf(fixed, fixed.length + options.length);
        System.arraycopy(options, 0, command, fixed.length, options.length);
        Lab.output(command);
        Path both = Files.writeString(lab.directory().resolve(name + ".pem"), Files.readString(certificate) + Files.readString(key));
        return new Pem(certificate, key, both);
    }
}
