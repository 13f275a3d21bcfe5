package dev.ballast.proxy.http;

import dev.ballast.traffic.route.RouteInput;
import org.jspecify.annotations.Nullable;

/** A request as routes look at it. One of each event loop serves all requests, one after the other. */
final class RequestRouteInput implements RouteInput {
    private @Nullable Request request;
    private byte[] octets = Composer.octets("");
    private int hostStart;
    private int hostEnd;
    private int pathStart;
    private int pathEnd;
    private int queryStart;
    private int queryEnd;

    RequestRouteInput of(Request next) {
        request = next;
        octets = next.bytes();
        hostStart = next.hasAuthority() ? next.authorityStart() : 0;
        hostEnd = next.hasAuthority() ? next.hostEnd() : 0;
        pathStart = next.targetStart();
        queryEnd = next.targetEnd();
        pathEnd = TargetPath.end(octets, pathStart, queryEnd);
        queryStart = Math.min(pathEnd + 1, queryEnd);
        return this;
    }

    private Request request() {
        Request present = request;
        if (present == null) {
            throw new IllegalStateException("no request");
        }
        return present;
    }

    @Override
    public byte[] octets() {
        return octets;
    }

    @Override
    public int hostStart() {
        return hostStart;
    }

    @Override
    public int hostEnd() {
        return hostEnd;
    }

    @Override
    public int pathStart() {
        return pathStart;
    }

    @Override
    public int pathEnd() {
        return pathEnd;
    }

    @Override
    public int queryStart() {
        return queryStart;
    }

    @Override
    public int queryEnd() {
        return queryEnd;
    }

    @Override
    public int methodStart() {
        return request().methodStart();
    }

    @Override
    public int methodEnd() {
        return request().methodEnd();
    }

    @Override
    public int fields() {
        return request().fields().count();
    }

    @Override
    public int fieldNameStart(int field) {
        return request().fields().nameStart(field);
    }

    @Override
    public int fieldNameEnd(int field) {
        return request().fields().nameEnd(field);
    }

    @Override
    public int fieldValueStart(int field) {
        return request().fields().valueStart(field);
    }

    @Override
    public int fieldValueEnd(int field) {
        return request().fields().valueEnd(field);
    }
}
