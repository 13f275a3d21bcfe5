package dev.ballast.traffic.route;

/**
 * What of a request a route may look at: octets, and where in them everything stands, so that nothing is copied to be looked at. Whatever protocol
 * the client speaks; read during the call only.
 */
public interface RouteInput {
    /** What all positions point into. */
    byte[] octets();

    /** The host, in letters of any size, without port and final dot. */
    int hostStart();

    /** Equal to the start where no host is asked for. */
    int hostEnd();

    /** The path, in its normal form. */
    int pathStart();

    /** Equal to the start for the root. */
    int pathEnd();

    /** Behind the question mark. */
    int queryStart();

    /** Equal to the start where there is no query. */
    int queryEnd();

    int methodStart();

    int methodEnd();

    /** How many header fields there are. */
    int fields();

    int fieldNameStart(int field);

    int fieldNameEnd(int field);

    int fieldValueStart(int field);

    int fieldValueEnd(int field);
}
