package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be wrong with bytes that arrived, before anybody looks at what they mean. */
final class Arrival {
    private Arrival() {}

    /** Are these the bytes that were announced? */
    static List<Problem> damage(Offer.Announced announced, byte[] body) {
        if (announced.length() >= 0 && announced.length() != body.length) {
            return List.of(corrupt(body.length + " bytes arrived: expected " + announced.length()));
        }
        String digest = Wire.digest(body);
        if (!digest.equals(announced.digest())) {
            return List.of(corrupt("the digest of the bytes is " + digest + ": expected " + announced.digest()));
        }
        return List.of();
    }

    /** Is the message the one that was announced, and is it for us? */
    static List<Problem> wrongHead(
            Offer.@Nullable Announced announced, Revision revision, String owner, String addressee) {
        List<Problem> problems = new ArrayList<>();
        if (announced != null && !announced.revision().equals(revision)) {
            problems.add(new Problem(
                    "revision", Reason.Corrupt, revision + " was announced as " + announced.revision() + ": expected the same"));
        }
        if (!owner.equals(addressee)) {
            problems.add(new Problem(
                    "owner", Reason.WrongOwner, "\"" + addressee + "\" is another load balancer: expected \"" + owner + "\""));
        }
        return problems;
    }

    private static Problem corrupt(String message) {
        return new Problem("", Reason.Corrupt, message);
    }
}
