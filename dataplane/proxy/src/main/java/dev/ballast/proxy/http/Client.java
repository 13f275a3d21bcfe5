package dev.ballast.proxy.http;

import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.failure.Failure;
import org.jspecify.annotations.Nullable;

/** The client's side of an exchange, whatever protocol it speaks. On its connection's loop only. */
interface Client {
    /** What endpoints are told of it. */
    ClientFacts facts();

    /** What it speaks, with its version. */
    String protocol();

    /** Who holds what it still sends of the request. */
    Reading reading();

    /** Where the answer goes. */
    Answer answer();

    /** After something was written: whether the client takes it. When it does not, {@link Exchange#clientWritable} follows. */
    boolean takesMore();

    /** What was written goes out. */
    void flush();

    /** It is the client's turn to send its body. */
    void bodyExpected();

    /** The protocol that it asks to change to, if it may; null otherwise. */
    byte @Nullable [] upgrade();

    /** Whether it is to see that an endpoint has broken a request off, and how, rather than an answer of ours that says so. */
    default boolean takesResets() {
        return false;
    }

    /** Whether the head of an answer means to the client what it says. */
    boolean understands(Response response);

    /** The trailers of the request, once all of it has come. */
    Fields trailers();

    byte[] trailerBytes();

    /**
     * What the client sends carries another protocol from here on, to the endpoint and back: first what each of them sent before the other one
     * could take it.
     */
    Relay tunnel(Relay.Owner owner, Connection endpoint, Received fromEndpoint, int rest);

    /**
     * The exchange has ended; everything of its answer was written.
     *
     * @param failure null when it came to its end
     */
    void exchangeEnded(Exchange.End end, @Nullable Failure failure);
}
