package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** Writes one answer anew for the client, with a framing of our own. Nothing goes out before {@link Client#flush}. */
interface Answer {
    void interim(Response head);

    /** The answer that agrees to another protocol; what follows it is not HTTP. */
    void switching(Response head, byte[] protocol);

    /** @param bodiless nothing follows the head */
    void head(Response head, boolean bodiless);

    void data(Received from, int offset, int count);

    /**
     * Ends the answer; trailers are passed on where the client can see them.
     *
     * @param bytes of the trailers
     * @param trailers null without any
     */
    void end(byte[] bytes, @Nullable Fields trailers);

    /**
     * An answer of our own, whole.
     *
     * @param headOnly leaves its text out
     */
    void reply(Reply reply, boolean headOnly);
}
