package dev.ballast.contract.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A case of {@code refused/cases.txt}; the README beside it says how one is written.
 *
 * @param name of the case
 * @param file whole complaints of the reader
 * @param server parts of the API server's answer; empty when it is not asked
 * @param text the manifest
 */
record RefusedManifest(String name, List<String> file, List<String> server, String text) {
    static List<RefusedManifest> all() throws IOException {
        try (var in = RefusedManifest.class.getResourceAsStream("/refused/cases.txt")) {
            if (in == null) {
                throw new IOException("no resource refused/cases.txt");
            }
            List<RefusedManifest> cases = new ArrayList<>();
            for (String part : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== ")) {
                if (!part.isEmpty()) {
                    cases.add(parse(part));
                }
            }
            return cases;
        }
    }

    private static RefusedManifest parse(String part) {
        int end = part.indexOf("\n---\n");
        List<String> head = part.substring(0, end).lines().toList();
        String text = part.substring(end + 5);
        String whole = text.startsWith("spec:")
                ? "apiVersion: ballast.dev/v1alpha1\nkind: LoadBalancer\nmetadata: {name: shop}\n" + text
                : text;
        return new RefusedManifest(head.getFirst(), said(head, "file: "), said(head, "server: "), whole);
    }

    private static List<String> said(List<String> head, String by) {
        return head.stream().filter(line -> line.startsWith(by)).map(line -> line.substring(by.length())).toList();
    }
}
