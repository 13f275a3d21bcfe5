package dev.ballast.contract.form;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Header fields that a filter may write: printable, and none on which the shape of a message depends or that the dataplane writes itself. */
public final class FieldForm {
    private static final Set<String> OURS = Set.of(
            "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
            "http2-settings", "content-length", "expect", "forwarded");

    private FieldForm() {}

    /** Why a field of this name cannot be changed, to be read after its quotation; nothing when it can. */
    public static Optional<String> nameComplaint(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.matches("[-!#$%&'*+.^`|~0-9a-z]+")) {
            return Optional.of("is not the name of a header field: expected letters, digits and -");
        }
        if (lower.equals("host")) {
            return Optional.of("is what a request asks for: expected a Rewrite with a hostname");
        }
        return OURS.contains(lower) || lower.startsWith("x-forwarded-")
                ? Optional.of("is a field that the dataplane writes itself: expected another one")
                : Optional.empty();
    }

    /** Whether it is one word, as names of fields and cookies are (RFC 9110, 5.6.2). */
    public static boolean isToken(String name) {
        return name.matches("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    }

    /** Why a field cannot have this value, to be read after its quotation; nothing when it can. */
    public static Optional<String> valueComplaint(String value) {
        return value.matches("[!-~]([ -~]*[!-~])?")
                ? Optional.empty()
                : Optional.of("is no value of a header field: expected printable characters of ASCII, without a space at either end");
    }
}
