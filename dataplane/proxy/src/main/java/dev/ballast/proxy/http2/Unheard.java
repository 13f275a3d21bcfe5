package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Received;

/**
 * Hears nothing: of a stream that nobody has taken. That gets no headers: whoever opens it takes it, refuses it or lingers for it in the same event, and a list
 * that came to it would be lost to those who lend lists, not to the heap.
 */
class Unheard implements Http2Stream.Events {
    static final Unheard EVENTS = new Unheard();

    Unheard() {}

    @Override
    public void headers(HeaderList list, boolean end) {}

    @Override
    public void data(Received from, int offset, int count) {}

    @Override
    public void ended() {}

    @Override
    public void reset(ErrorCode code) {}

    @Override
    public void broken(ErrorCode code) {}

    @Override
    public void full() {}

    @Override
    public void drained() {}

    @Override
    public void stalled() {}
}
