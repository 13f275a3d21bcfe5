package dev.ballast.proxy.http;

/** An answer's. */
interface Response extends Message {
    /** 100 to 599. */
    int status();

    /** Where the words behind the status stand; only HTTP/1 has any. */
    default int reasonStart() {
        return 0;
    }

    default int reasonEnd() {
        return 0;
    }

    /** Whether nothing follows it, although it is of those that have content and says no length. */
    default boolean empty() {
        return false;
    }

    /** Whether its content, where it has some, ends where its connection does, so that nobody can tell that from breaking off. */
    default boolean endsByClose() {
        return false;
    }

    default boolean interim() {
        return status() < 200;
    }

    /** Whether an answer to this method has no body, whatever its fields say (RFC 9112, 6.3). */
    default boolean bodiless(Method method) {
        return method == Method.HEAD || status() == 204 || status() == 304;
    }
}
