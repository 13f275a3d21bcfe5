package dev.ballast.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ballast.contract.manifest.Doc;
import dev.ballast.contract.manifest.Items;
import dev.ballast.contract.manifest.Required;
import dev.ballast.contract.manifest.Text;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is true of a listener. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What is true of a listener.")
public record ListenerStatus(
        @Doc("Name of the listener.") @Required @Text(maxLength = 63) String name,
        @Doc("The port that clients use.") @Nullable Integer port,
        @Doc("The certificates that it serves.") @Nullable @Items(max = 16) List<CertificateStatus> certificates,
        @Doc("Accepted, ResolvedRefs and Programmed of this listener.") @Nullable @Items(max = 8, key = "type") List<Condition> conditions) {
    public ListenerStatus {
        certificates = certificates == null ? null : List.copyOf(certificates);
        conditions = conditions == null ? null : List.copyOf(conditions);
    }

    /** A certificate that is served. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Doc("A certificate that is served.")
    public record CertificateStatus(
            @Doc("Name of the Secret.") @Required @Text(maxLength = 253) String secret,
            @Doc("SHA-256 of the server's certificate, hexadecimal.") @Nullable @Text(maxLength = 64) String sha256,
            @Doc("When it expires, ISO 8601.") @Nullable @Text(maxLength = 32) String notAfter) {}
}
