package dev.ballast.proxy.http;

/** What was understood of a message's head, whatever brought it: octets, and where in them everything stands. */
interface Message {
    /** What all positions point into; {@link #append} may put them into another array. */
    byte[] bytes();

    Fields fields();

    /** Octets of our own, behind the others; answers where they begin. */
    int append(byte[] octets, int from, int to);

    /** A field of our own. */
    default void add(byte[] name, byte[] value) {
        int start = append(name, 0, name.length);
        int from = append(value, 0, value.length);
        fields().added(start, start + name.length, from, from + value.length);
    }
}
