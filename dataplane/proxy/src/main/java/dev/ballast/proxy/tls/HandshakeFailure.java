package dev.ballast.proxy.tls;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Why a client's connection did not become secure. Closed: the words of the metric {@code ballast_handshake_failures_total}. */
public enum HandshakeFailure {
    /** The handshake did not end in time. */
    Timeout,
    /** What came is not TLS. */
    NotTls,
    /** What came to a listener for HTTPS is HTTP without TLS: it was answered 400. */
    PlainHttp,
    /** The first message is longer than {@link ClientHello#MOST}. */
    ClientHelloTooLarge,
    /** The first message contradicts itself. */
    ClientHelloMalformed,
    /** No listener of the port is for the server name; it may be that the client named none. */
    UnknownServerName,
    /** The client closed the connection. */
    ClientLeft,
    /** The client refused what it was shown: an alert of TLS, mostly for a certificate that it does not believe. */
    ClientRefused("_ALERT_", "Received fatal alert"),
    /** There is no version of TLS that both sides speak. */
    Version("UNSUPPORTED_PROTOCOL", "is not enabled or supported in server context", "are not accepted by server preferences"),
    /** There is no cipher suite that both sides have. */
    CipherSuite("NO_SHARED_CIPHER", "no cipher suites in common"),
    /** The client has shown no certificate where one is asked for. */
    ClientCertificateMissing("PEER_DID_NOT_RETURN_A_CERTIFICATE", "Empty client certificate chain"),
    /** No authority that is believed stands behind the client's certificate. */
    ClientCertificateUntrusted,
    /** The client's certificate is believed, but has none of the names that are let in. */
    ClientCertificateName,
    /** Anything else that breaks the protocol. */
    Protocol;

    private final String[] words;

    /** @param words BoringSSL's and the JDK's for it */
    HandshakeFailure(String... words) {
        this.words = words;
    }

    /** What stands behind an exception of a TLS library; the libraries tell by their messages only. */
    public static HandshakeFailure of(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedChannelException) {
                return ClientLeft;
            }
            if (cause instanceof CertificateException) {
                return cause instanceof Trust.UnacceptedNameException || cause.getCause() instanceof Trust.UnacceptedNameException
                        ? ClientCertificateName
                        : ClientCertificateUntrusted;
            }
            String message = String.valueOf(cause.getMessage());
            for (HandshakeFailure each : values()) {
                for (String word : each.words) {
                    if (message.contains(word)) {
                        return each;
                    }
                }
            }
        }
        return Protocol;
    }
}
