package dev.ballast.operator.playground.node;

import java.util.UUID;

/** Names that nobody chose. */
final class Names {
    private Names() {}

    /** Five characters, as at the end of a pod's name. */
    static String random() {
        return UUID.randomUUID().toString().substring(0, 5);
    }
}
