package dev.ballast.contract.form;

import java.util.Optional;

/**
 * The one form in which the dataplane compares and forwards paths (RFC 3986, 6.2.2): dot segments resolved, nothing encoded that need not be, and
 * the digits of encodings in capitals. Slashes that follow each other are not merged: they name another resource, and an endpoint sees them as
 * they are.
 */
public final class PathForm {
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private PathForm() {}

    /** Why no request ever has this path, to be read after its quotation; nothing when one can. */
    public static Optional<String> complaint(String path) {
        if (!path.startsWith("/")) {
            return Optional.of("does not begin with a slash: expected a path such as /api");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                Optional<String> wrong = encoding(path, i);
                if (wrong.isPresent()) {
                    return wrong;
                }
            } else if (PLAIN.indexOf(c) < 0) {
                return Optional.of("has a character that no path holds as it is: expected its octets as %XX, and no ? or #");
            }
        }
        return dots(path);
    }

    private static Optional<String> encoding(String path, int at) {
        String digits = path.substring(at + 1, Math.min(path.length(), at + 3));
        if (!digits.matches("[0-9A-F]{2}")) {
            return Optional.of("has a % that begins no encoding: expected two hexadecimal digits in capitals after it");
        }
        int octet = Integer.parseInt(digits, 16);
        if (octet == '/' || octet == '\\' || octet == 0) {
            return Optional.of("holds %" + digits + ", with which every request is refused: expected a path without it");
        }
        return UNRESERVED.indexOf(octet) < 0
                ? Optional.empty()
                : Optional.of("holds %" + digits + ": expected " + (char) octet + " in its place, as requests have it");
    }

    private static Optional<String> dots(String path) {
        for (String element : path.split("/", -1)) {
            if (element.matches("\\.{1,2}(;.*)?")) {
                return Optional.of("holds the element " + element + ", which no request keeps: expected a path without it");
            }
        }
        return Optional.empty();
    }
}
