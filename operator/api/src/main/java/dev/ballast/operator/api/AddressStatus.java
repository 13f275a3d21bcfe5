package dev.ballast.operator.api;

import dev.ballast.contract.manifest.Doc;
import dev.ballast.contract.manifest.Required;
import dev.ballast.contract.manifest.Text;

/** Where clients reach a LoadBalancer. */
@Doc("Where clients reach it.")
public record AddressStatus(
        @Doc("IPAddress or Hostname.") @Required Type type, @Doc("The address or the name.") @Required @Text(maxLength = 253) String value) {
    /** As in Gateway API. */
    public enum Type {
        IPAddress,
        Hostname
    }
}
