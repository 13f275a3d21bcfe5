package dev.ballast.traffic.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request, written {@code GET host /path?query name:value name:value}. */
final class Asking implements RouteInput {
    private final byte[] octets;
    private final int hostStart;
    private final int hostEnd;
    private final int methodEnd;
    private final int pathStart;
    private final int pathEnd;
    private final int targetEnd;
    private final List<int[]> fields = new ArrayList<>();

    private Asking(String text) {
        octets = text.getBytes(StandardCharsets.UTF_8);
        methodEnd = text.indexOf(' ');
        hostStart = methodEnd + 1;
        hostEnd = text.indexOf(' ', hostStart);
        pathStart = hostEnd + 1;
        targetEnd = (text + " ").indexOf(' ', pathStart);
        int question = text.indexOf('?', pathStart);
        pathEnd = question < 0 || question > targetEnd ? targetEnd : question;
        for (int at = targetEnd + 1; at < text.length(); ) {
            int end = (text + " ").indexOf(' ', at);
            int colon = text.indexOf(':', at);
            fields.add(new int[] {at, colon, colon + 1, end});
            at = end + 1;
        }
    }

    static Asking of(String text) {
        return new Asking(text);
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
        return Math.min(pathEnd + 1, targetEnd);
    }

    @Override
    public int queryEnd() {
        return targetEnd;
    }

    @Override
    public int methodStart() {
        return 0;
    }

    @Override
    public int methodEnd() {
        return methodEnd;
    }

    @Override
    public int fields() {
        return fields.size();
    }

    @Override
    public int fieldNameStart(int field) {
        return fields.get(field)[0];
    }

    @Override
    public int fieldNameEnd(int field) {
        return fields.get(field)[1];
    }

    @Override
    public int fieldValueStart(int field) {
        return fields.get(field)[2];
    }

    @Override
    public int fieldValueEnd(int field) {
        return fields.get(field)[3];
    }
}
