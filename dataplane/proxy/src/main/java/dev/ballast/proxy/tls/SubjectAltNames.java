package dev.ballast.proxy.tls;

import dev.ballast.contract.snapshot.IpLiteral;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The subject alternative names of a certificate (RFC 5280, 4.2.1.6). */
final class SubjectAltNames {
    static final int EMAIL = 1;
    static final int DNS = 2;
    static final int URI = 6;
    static final int IP = 7;

    private SubjectAltNames() {}

    /** Those of one kind, as they stand there; none where the extension cannot be read. */
    static List<String> of(X509Certificate certificate, int kind) {
        List<String> names = new ArrayList<>();
        for (List<?> name : all(certificate)) {
            if (name.get(0).equals(kind)) {
                names.add((String) name.get(1));
            }
        }
        return names;
    }

    /** E-mail addresses, DNS names, URIs and IP addresses, each as {@link #normal} has it. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (int kind : new int[] {EMAIL, DNS, URI, IP}) {
            of(certificate, kind).stream().map(SubjectAltNames::normal).forEach(names::add);
        }
        return names;
    }

    /** The form in which two of them are compared: addresses as addresses; URIs as they are; other names without regard to case. */
    static String normal(String name) {
        if (name.contains("://")) {
            return name;
        }
        return IpLiteral.parse(name).map(address -> address.getHostAddress()).orElseGet(() -> name.toLowerCase(Locale.ROOT));
    }

    private static Collection<List<?>> all(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }
}
