package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Received;

/** Hears nothing: of a stream that nobody has taken. */
final class Unheard implements Http2Stream.Events {
    static final Unheard EVENTS = new Unheard();

    private Unheard() {}

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
