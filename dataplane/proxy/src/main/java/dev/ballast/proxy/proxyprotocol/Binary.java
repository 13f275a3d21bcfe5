package dev.ballast.proxy.proxyprotocol;

import static dev.ballast.proxy.proxyprotocol.ProxyHeaderReader.FIXED;

import dev.ballast.proxy.proxyprotocol.ProxyHeaderReader.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Version 2: a fixed head, addresses, and TLVs. */
final class Binary {
    static final int VERSION = 0x20;
    static final int LOCAL = 0;
    static final int PROXY = 1;
    static final int UNSPECIFIED = 0x00;
    static final int TCP4 = 0x11;
    static final int TCP6 = 0x21;

    private static final int COMMAND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int TLV_HEAD = 3;
    private static final int CHECKSUM = 0x03;
    private static final int CHECKSUM_LENGTH = 4;

    private Binary() {}

    static int number(byte[] bytes, int at, int octets) {
        int number = 0;
        for (int i = at; i < at + octets; i++) {
            number = number << 8 | bytes[i] & 0xff;
        }
        return number;
    }

    /** What is wrong with the fixed head, before the rest has come; null when nothing is. */
    static @Nullable ProxyHeaderFlaw flawOfHead(byte[] bytes) {
        int command = bytes[COMMAND_AT] & 0xff;
        if (command != (VERSION | LOCAL) && command != (VERSION | PROXY)) {
            return ProxyHeaderFlaw.Version;
        }
        int family = bytes[FAMILY_AT] & 0xff;
        boolean ours = family == UNSPECIFIED || family == TCP4 || family == TCP6;
        return command == (VERSION | PROXY) && !ours ? ProxyHeaderFlaw.Family : null;
    }

    /** @param length of all of it */
    static Result read(byte[] bytes, int length) {
        if ((bytes[COMMAND_AT] & 0x0f) == LOCAL) {
            return Result.of(ProxyHeader.OF_NOBODY); // "the receiver must discard the protocol block"
        }
        int octets = switch (bytes[FAMILY_AT]) {
            case TCP4 -> 4;
            case TCP6 -> 16;
            default -> 0;
        };
        int addresses = octets == 0 ? 0 : 2 * octets + 4;
        if (length < FIXED + addresses) {
            return Result.of(ProxyHeaderFlaw.Address);
        }
        ProxyHeaderFlaw flaw = octets == 0 ? null : tlvs(bytes, FIXED + addresses, length);
        if (flaw != null) {
            return Result.of(flaw);
        }
        return Result.of(octets == 0
                ? ProxyHeader.OF_NOBODY
                : new ProxyHeader(
                        address(bytes, FIXED, octets, FIXED + 2 * octets),
                        address(bytes, FIXED + octets, octets, FIXED + 2 * octets + 2)));
    }

    private static @Nullable ProxyHeaderFlaw tlvs(byte[] bytes, int from, int end) {
        for (int at = from; at < end; ) {
            if (end - at < TLV_HEAD) {
                return ProxyHeaderFlaw.Tlv;
            }
            int value = number(bytes, at + 1, 2);
            if (value > end - at - TLV_HEAD) {
                return ProxyHeaderFlaw.Tlv;
            }
            if (bytes[at] == CHECKSUM && (value != CHECKSUM_LENGTH || !checks(bytes, at + TLV_HEAD, end))) {
                return ProxyHeaderFlaw.Checksum;
            }
            at += TLV_HEAD + value;
        }
        return null;
    }

    /** Of the whole header, with zeros in place of the checksum. */
    private static boolean checks(byte[] bytes, int at, int end) {
        byte[] copy = Arrays.copyOf(bytes, end);
        Arrays.fill(copy, at, at + CHECKSUM_LENGTH, (byte) 0);
        CRC32C checksum = new CRC32C();
        checksum.update(copy);
        return (int) checksum.getValue() == number(bytes, at, CHECKSUM_LENGTH);
    }

    private static InetSocketAddress address(byte[] bytes, int at, int octets, int portAt) {
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + octets));
            return new InetSocketAddress(address, number(bytes, portAt, 2));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 and 16 octets are addresses", impossible);
        }
    }
}
