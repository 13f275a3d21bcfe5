package dev.ballast.proxy.http;

import java.util.Arrays;

/**
 * What was understood of a request, in octets of its own, for somebody who needs it when the client's is over. It asks for no interim answers and, as nobody
 * waits for one, expects none; its trailers are not kept.
 */
final class RequestCopy implements Request {
    private byte[] bytes;
    private int used;
    private final Fields fields;
    private final Method method;
    private final int methodStart;
    private final int methodEnd;
    private int targetStart;
    private int targetEnd;
    private boolean rootTarget;
    private final boolean takesTrailers;
    private final boolean hasAuthority;
    private final int authorityStart;
    private final int authorityEnd;

    RequestCopy(Request of) {
        fields = of.fields().copy();
        method = of.method();
        methodStart = of.methodStart();
        methodEnd = of.methodEnd();
        targetStart = of.targetStart();
        targetEnd = of.targetEnd();
        rootTarget = of.rootTarget();
        takesTrailers = of.takesTrailers();
        hasAuthority = of.hasAuthority();
        authorityStart = hasAuthority ? of.authorityStart() : 0;
        authorityEnd = hasAuthority ? of.authorityEnd() : 0;
        used = Math.max(Math.max(methodEnd, targetEnd), Math.max(authorityEnd, fields.end()));
        bytes = Arrays.copyOf(of.bytes(), used);
    }

    @Override
    public int append(byte[] octets, int from, int to) {
        int at = used;
        bytes = Room.in(bytes, at, to - from);
        System.arraycopy(octets, from, bytes, at, to - from);
        used += to - from;
        return at;
    }

    @Override
    public void target(int start, int end) {
        targetStart = start;
        targetEnd = end;
        rootTarget = false;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public Fields fields() {
        return fields;
    }

    @Override
    public Method method() {
        return method;
    }

    @Override
    public int methodStart() {
        return methodStart;
    }

    @Override
    public int methodEnd() {
        return methodEnd;
    }

    @Override
    public int targetStart() {
        return targetStart;
    }

    @Override
    public int targetEnd() {
        return targetEnd;
    }

    @Override
    public boolean rootTarget() {
        return rootTarget;
    }

    @Override
    public boolean takesTrailers() {
        return takesTrailers;
    }

    @Override
    public boolean hasAuthority() {
        return hasAuthority;
    }

    @Override
    public int authorityStart() {
        return authorityStart;
    }

    @Override
    public int authorityEnd() {
        return authorityEnd;
    }

    /** As far as interim answers and expectations go. */
    @Override
    public boolean http10() {
        return true;
    }
}
