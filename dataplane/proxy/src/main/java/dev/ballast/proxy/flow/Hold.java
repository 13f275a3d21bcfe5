package dev.ballast.proxy.flow;

/** Why a connection is not read. */
public enum Hold {
    /** The other side has not taken what it was given. */
    PEER_FULL,
    /** There is no other side yet. */
    NO_PEER,
    /** The next request is here already, and the one before it is not answered yet. */
    PIPELINE,
    /** It is about to shake hands, and others are before it. */
    HANDSHAKE,
    /** Nothing that comes now is of use. */
    FINISHED
}
