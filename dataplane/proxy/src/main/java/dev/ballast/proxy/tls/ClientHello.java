package dev.ballast.proxy.tls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a TLS connection, read from as many pieces as it comes in, for the server name in it (RFC 8446, 4.1.2; RFC 6066, 3).
 * It decides which listener a connection belongs to before anything is decrypted; what it does not need is left to the TLS library. One
 * use a connection.
 *
 * <p>What is not the beginning of TLS is known by its first bytes. A message of more than {@link #MOST} bytes is refused as soon as it says so.
 */
public final class ClientHello {
    /** The longest message, in bytes. */
    public static final int MOST = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int LONGEST_RECORD = 1 << 14;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int LONGEST_NAME = 253;

    private final byte[] header = new byte[RECORD_HEADER];
    private int headerLength;
    private int left;
    private byte[] message = new byte[512];
    private int length;
    private @Nullable HandshakeFailure flaw;
    private String serverName = "";
    private boolean complete;

    /** Takes the next bytes; those after the message are not looked at. Nothing more may come once it is {@link #complete} or has a {@link #flaw}. */
    public void read(byte[] bytes, int offset, int count) {
        int at = offset;
        while (at < offset + count && !complete && flaw == null) {
            if (left == 0) {
                header[headerLength++] = bytes[at++];
                record();
            } else {
                int taken = Math.min(left, offset + count - at);
                message = room(message, length + taken);
                System.arraycopy(bytes, at, message, length, taken);
                length += taken;
                left -= taken;
                at += taken;
                message();
            }
        }
    }

    /** Whether all of it has come. */
    public boolean complete() {
        return complete;
    }

    /** Why it is none; null as long as it may be one. */
    public @Nullable HandshakeFailure flaw() {
        return flaw;
    }

    /** In lower case; {@code ""} when the client names no server. */
    public String serverName() {
        return serverName;
    }

    private static byte[] room(byte[] bytes, int length) {
        return length <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
    }

    private void record() {
        if (header[0] != HANDSHAKE || headerLength > 1 && header[1] != 3) {
            flaw = HandshakeFailure.NotTls;
        } else if (headerLength == RECORD_HEADER) {
            headerLength = 0;
            left = number(header, 3, 2);
            // RFC 8446, 5.1: no empty fragment of a handshake.
            flaw = left == 0 || left > LONGEST_RECORD ? HandshakeFailure.ClientHelloMalformed : null;
        }
    }

    private void message() {
        if (message[0] != CLIENT_HELLO) {
            flaw = HandshakeFailure.ClientHelloMalformed;
            return;
        }
        if (length < MESSAGE_HEADER) {
            return;
        }
        int body = number(message, 1, 3);
        if (body > MOST - MESSAGE_HEADER) {
            flaw = HandshakeFailure.ClientHelloTooLarge;
        } else if (length >= MESSAGE_HEADER + body) {
            complete = new Body(MESSAGE_HEADER, MESSAGE_HEADER + body).read();
            flaw = complete ? null : HandshakeFailure.ClientHelloMalformed;
        }
    }

    private static int number(byte[] bytes, int at, int octets) {
        int number = 0;
        for (int i = at; i < at + octets; i++) {
            number = number << 8 | bytes[i] & 0xff;
        }
        return number;
    }

    /** Some of the message's bytes, read one field after the other. Each method answers whether what it wants was there. */
    private final class Body {
        private final int end;
        private int at;
        private int vectorLength;

        Body(int at, int end) {
            this.at = at;
            this.end = end;
        }

        /** Version and random, session id, cipher suites, compression methods; extensions may be absent. */
        boolean read() {
            boolean fields = skip(2 + 32) && skipVector(1, 0, 32) && skipVector(2, 2, 0xfffe) && vectorLength % 2 == 0 && skipVector(1, 1, 255);
            return fields && (at == end || lastVector(2) && extensions());
        }

        private boolean extensions() {
            boolean named = false;
            while (at < end) {
                int type = end - at < 2 ? -1 : number(message, at, 2);
                if (!skip(2) || !vector(2)) {
                    return false;
                }
                int next = at + vectorLength;
                if (type == SERVER_NAME) {
                    // Twice, and whoever reads it after us might take the other one.
                    if (named || !new Body(at, next).names()) {
                        return false;
                    }
                    named = true;
                }
                at = next;
            }
            return true;
        }

        /** One name of one kind is all that was ever defined. */
        private boolean names() {
            return lastVector(2) && at < end && message[at] == HOST_NAME && skip(1) && lastVector(2) && name();
        }

        private boolean name() {
            if (at == end || end - at > LONGEST_NAME) {
                return false;
            }
            for (int i = at; i < end; i++) {
                byte c = message[i];
                boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
                if (!letter && c != '-' && c != '.' && c != '_') {
                    return false;
                }
            }
            serverName = new String(message, at, end - at, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            return true;
        }

        private boolean skip(int octets) {
            at += octets;
            return at <= end;
        }

        private boolean skipVector(int lengthOctets, int least, int most) {
            return vector(lengthOctets) && vectorLength >= least && vectorLength <= most && skip(vectorLength);
        }

        /** Reads the length of a vector, all of which must be there. */
        private boolean vector(int lengthOctets) {
            if (end - at < lengthOctets) {
                return false;
            }
            vectorLength = number(message, at, lengthOctets);
            at += lengthOctets;
            return vectorLength <= end - at;
        }

        /** The same for one after which nothing may follow. */
        private boolean lastVector(int lengthOctets) {
            return vector(lengthOctets) && at + vectorLength == end;
        }
    }
}
