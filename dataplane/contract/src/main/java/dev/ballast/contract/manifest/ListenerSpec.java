package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port that is listened on, and what is spoken there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("A port that is listened on, and what is spoken there.")
@Rule(
        value = "!(self.protocol in ['HTTPS', 'TLS']) || has(self.tls)",
        message = """
                'listener "%s" has protocol %s but no tls: expected tls with at least one Secret%s'.format([
                self.name, self.protocol, self.protocol == 'TLS' ? ', or mode Passthrough' : ''])""",
        field = ".tls")
@Rule(
        value = "self.protocol in ['HTTPS', 'TLS'] || !has(self.tls)",
        message = """
                'listener "%s" has protocol %s and tls: expected tls with HTTPS and TLS only'.format([self.name, self.protocol])""",
        field = ".tls")
@Rule(
        value = "self.protocol != 'HTTPS' || !has(self.tls) || self.tls.mode != 'Passthrough'",
        message = """
                'listener "%s" has protocol HTTPS and mode Passthrough: expected mode Terminate, or protocol TLS'.format([self.name])""",
        field = ".tls.mode")
@Rule(
        value = "self.protocol in ['HTTPS', 'TLS'] || !has(self.hostname)",
        message = """
                'listener "%s" has protocol %s and hostname "%s": expected hostname with HTTPS and TLS only'.format([
                self.name, self.protocol, self.hostname])""",
        field = ".hostname")
@Rule(
        value = "self.protocol in ['HTTP', 'HTTPS'] || !has(self.routes)",
        message = """
                'listener "%s" has protocol %s and routes: expected routes with HTTP and HTTPS only'.format([self.name, self.protocol])""",
        field = ".routes")
@Rule(
        value = "self.protocol in ['HTTP', 'HTTPS'] || !has(self.path)",
        message = """
                'listener "%s" has protocol %s and path: expected that with HTTP and HTTPS only'.format([self.name, self.protocol])""",
        field = ".path")
@Rule(
        value = "self.protocol in ['HTTP', 'HTTPS'] || !has(self.clientIP) || self.clientIP.type == 'Direct'",
        message = """
                'listener "%s" has protocol %s and clientIP %s: expected that with HTTP and HTTPS only'.format([
                self.name, self.protocol, self.clientIP.type])""",
        field = ".clientIP.type")
@Rule(
        value = "has(self.backend) || self.protocol in ['HTTP', 'HTTPS'] && has(self.routes)",
        message = """
                'listener "%s" has no backend: expected the name of one%s'.format([
                self.name, self.protocol in ['HTTP', 'HTTPS'] ? ', or routes' : ''])""",
        field = ".backend")
public record ListenerSpec(
        @Doc("Unique among the listeners.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("The port that clients use. Listeners for HTTPS and TLS may share one, each with a hostname of its own.") @Required @Bounds(min = 1, max = 65535) int port,
        @Doc("What is spoken: TCP (bytes), TLS (bytes inside TLS), HTTP, or HTTPS.") @Required Protocol protocol,
        @Doc("HTTPS and TLS only: which server names are for this listener. Of several on one port the most specific one wins: the name itself, then the longest \"*.\" that ends it; absent means every name, and none.")
        @Nullable @Text(maxLength = 253, pattern = HOSTNAME, expected = "a DNS name in small letters, or \"*.\" before one")
        String hostname,
        @Doc("Certificates and limits of TLS. Required for HTTPS and TLS, absent otherwise.") @Nullable ListenerTlsSpec tls,
        @Doc("Who connects for clients. Listeners that share a port have the same.") @Nullable ProxyProtocolSpec proxyProtocol,
        @Doc("From where clients may come, such as 203.0.113.0/24; others are closed at once, or answered 403 where they are known by X-Forwarded-For. Absent: from everywhere.")
        @Nullable @Items(min = 1, max = 64) @Text(maxLength = 49, pattern = ProxyProtocolSpec.CIDR, expected = ProxyProtocolSpec.CIDR_EXPECTED)
        List<String> allowedSourceRanges,
        @Doc("How it is known who a client is.") @Nullable ClientIPSpec clientIP,
        @Doc("How much of its clients is taken.") @Nullable ListenerLimitsSpec limits,
        @Doc("How long is waited for a client.") @Nullable ListenerTimeoutsSpec timeouts,
        @Doc("HTTP and HTTPS only: what of a request is let through that servers read in different ways.") @Nullable PathSpec path,
        @Doc("HTTP and HTTPS only: where requests go. The most specific one that matches has the request, whatever their order.")
        @Nullable @Items(min = 1, max = 256, key = "name")
        List<RouteSpec> routes,
        @Doc("Name of the backend that serves this listener: everything, or what no route matches. With routes it may be absent: then what none matches is answered 404.")
        @Nullable @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String backend) {
    /** A DNS name of any number of labels, perhaps behind a wildcard. */
    public static final String HOSTNAME = "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

    public ListenerSpec {
        allowedSourceRanges = allowedSourceRanges == null ? null : List.copyOf(allowedSourceRanges);
        routes = routes == null ? null : List.copyOf(routes);
    }

    /** What a listener speaks. */
    public enum Protocol {
        TCP,
        TLS,
        HTTP,
        HTTPS;

        /** Whether clients speak TLS. */
        public boolean secure() {
            return this == TLS || this == HTTPS;
        }

        /** Whether requests are read here. */
        public boolean http() {
            return this == HTTP || this == HTTPS;
        }
    }
}
