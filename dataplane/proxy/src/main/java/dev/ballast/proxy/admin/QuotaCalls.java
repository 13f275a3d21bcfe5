package dev.ballast.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.ConfigGate.GateClosedException;
import dev.ballast.proxy.config.QuotaGate;
import dev.ballast.proxy.config.QuotaGate.Outcome;
import java.io.IOException;

/** {@code PUT /v1/quotas}: from bytes to an offer, and from an outcome to bytes. */
record QuotaCalls(QuotaGate gate) {
    void quotas(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(Wire.MAX_QUOTAS_BYTES + 1);
        Reply reply;
        try {
            reply = body.length > Wire.MAX_QUOTAS_BYTES
                    ? Reply.text(413, "The body is longer than " + Wire.MAX_QUOTAS_BYTES + " bytes: expected at most that.")
                    : reply(gate.offer(body));
        } catch (InterruptedException | GateClosedException closing) {
            reply = Reply.text(503, "The process goes down.");
        }
        reply.sendOn(exchange);
    }

    private static Reply reply(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Followed followed -> Reply.json(200, Wire.encode(followed.uses()));
            case Outcome.Stale stale -> Reply.json(409, Wire.encode(stale.uses()));
            case Outcome.Refused refused -> Reply.json(422, Wire.encode(new Nack(new Revision(0, 0), refused.problems())));
            case Outcome.Unsaved unsaved -> Reply.text(507, unsaved.why());
        };
    }
}
