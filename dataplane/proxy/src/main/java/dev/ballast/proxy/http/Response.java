package dev.ballast.proxy.http;

/** What was understood of an answer's head, whatever brought it. */
interface Response {
    /** What all positions point into. */
    byte[] bytes();

    Fields fields();

    /** 100 to 599. */
    int status();

    /** Where the words behind the status stand; there may be none. */
    int reasonStart();

    int reasonEnd();

    /** A field of ours for the client. */
    void add(byte[] name, byte[] value);

    /** Whether nothing follows it, although it is of those that have content and says no length. */
    default boolean empty() {
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
