package dev.ballast.proxy.http;

import dev.ballast.traffic.cache.Stored;
import dev.ballast.traffic.cache.StoredHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An answer from a cache: the fields that were stored, and those that are said anew each time. */
final class StoredResponse implements Response {
    private static final byte[] AGE = Composer.octets("Age");
    private static final byte[] LENGTH = Composer.octets("content-length");
    /** Of the answer's content, which does not come along with 304 (RFC 9110, 15.4.5); where that is, does. */
    private static final byte[] CONTENT = Composer.octets("content-");
    private static final byte[] LOCATION = Composer.octets("content-location");

    private final int status;
    private final Fields fields = new Fields(false, Integer.MAX_VALUE);
    private byte[] bytes;
    private int used;

    private StoredResponse(int status, StoredHead head, boolean contentFields) {
        this.status = status;
        this.used = head.octets().length;
        this.bytes = Arrays.copyOf(head.octets(), used + 128);
        for (int i = 0; i < head.count(); i++) {
            if (contentFields || !aboutContent(head, i)) {
                fields.added(head.nameStart(i), head.valueStart(i), head.valueStart(i), head.valueEnd(i));
            }
        }
    }

    /** @param age seconds */
    static StoredResponse whole(Stored stored, long age) {
        StoredResponse response = new StoredResponse(stored.status(), stored.head(), true);
        response.addAge(age);
        response.length(stored.body().length);
        return response;
    }

    /** The client has it already. */
    static StoredResponse notModified(Stored stored, long age) {
        StoredResponse response = new StoredResponse(304, stored.head(), false);
        response.addAge(age);
        return response;
    }

    private static boolean aboutContent(StoredHead head, int field) {
        int start = head.nameStart(field);
        int end = head.valueStart(field);
        return Chars.startsIgnoreCase(head.octets(), start, end, CONTENT) && !Chars.equalsIgnoreCase(head.octets(), start, end, LOCATION);
    }

    private void addAge(long age) {
        add(AGE, Long.toString(age).getBytes(StandardCharsets.US_ASCII));
    }

    private void length(int octets) {
        byte[] digits = Integer.toString(octets).getBytes(StandardCharsets.US_ASCII);
        int start = append(LENGTH, 0, LENGTH.length);
        int from = append(digits, 0, digits.length);
        fields.add(Name.CONTENT_LENGTH, bytes, start, from, from, used);
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
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public Fields fields() {
        return fields;
    }

    @Override
    public int status() {
        return status;
    }
}
