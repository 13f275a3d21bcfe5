package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A port that is listened on, and what is spoken there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("A port that is listened on, and what is spoken there.")
@Rule(
        value = "self.protocol != 'HTTPS' || has(self.tls)",
        message = """
                'listener "%s" has protocol HTTPS but no tls: expected tls with at least one Secret'.format([self.name])""",
        field = ".tls")
@Rule(
        value = "self.protocol == 'HTTPS' || !has(self.tls)",
        message = """
                'listener "%s" has protocol %s and tls: expected tls with HTTPS only'.format([self.name, self.protocol])""",
        field = ".tls")
public record ListenerSpec(
        @Doc("Unique among the listeners.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("The port that clients use. Unique among the listeners.") @Required @Bounds(min = 1, max = 65535) int port,
        @Doc("What is spoken: TCP (bytes), HTTP, or HTTPS (TLS is terminated here).") @Required Protocol protocol,
        @Doc("Certificates and limits of TLS. Required for HTTPS, absent otherwise.") @Nullable ListenerTlsSpec tls,
        @Doc("How long is waited for a client.") @Nullable ListenerTimeoutsSpec timeouts,
        @Doc("Name of the backend that serves this listener.") @Required
        @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String backend) {
    /** What a listener speaks. */
    public enum Protocol {
        TCP,
        HTTP,
        HTTPS
    }
}
