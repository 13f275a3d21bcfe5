package dev.ballast.proxy.proxyprotocol;

/** Why a connection that was to begin with a header of the PROXY protocol is refused. Closed: the same word stands in metrics and logs. */
public enum ProxyHeaderFlaw {
    /** It begins with something else. */
    Absent,
    /** It comes from an address that is not trusted to speak for others. */
    UntrustedSource,
    /** The header did not come in time. */
    Timeout,
    /** The client ended or broke its connection before the header was whole. */
    ClientLeft,
    /** A line of version 1 has no end within 107 bytes, or a header of version 2 is longer than {@link ProxyHeaderReader#MOST}. */
    TooLarge,
    /** A line of version 1 is not written as the specification has it. */
    Line,
    /** Neither version 1 nor 2, or a command that version 2 does not have. */
    Version,
    /** A family or protocol that does not exist, or that no connection of TCP has. */
    Family,
    /** An address or a port is none, or there is less of them than the family needs. */
    Address,
    /** What follows the addresses is not a sequence of whole TLVs. */
    Tlv,
    /** The checksum in it is that of other bytes. */
    Checksum
}
