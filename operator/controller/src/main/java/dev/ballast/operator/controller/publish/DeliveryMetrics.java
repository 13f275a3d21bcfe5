package dev.ballast.operator.controller.publish;

import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Stale;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Delivery in numbers. Labels are bounded: kinds and results, never a pod's or a LoadBalancer's name. Any thread. */
final class DeliveryMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger lagging;

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.lagging = registry.gauge("ballast.operator.lagging.pods", new AtomicInteger());
    }

    void pushed(boolean endpointsOnly, Answer answer) {
        count(endpointsOnly, switch (answer) {
            case Ack ack -> "ack";
            case Nack nack -> "nack";
            case Stale stale -> "stale";
        });
    }

    void notPushed(boolean endpointsOnly) {
        count(endpointsOnly, "failed");
    }

    /** @param pods whose endpoints are older than they may be, of all LoadBalancers */
    void lagging(int pods) {
        lagging.set(pods);
    }

    private void count(boolean endpointsOnly, String result) {
        registry.counter("ballast.operator.pushes", "kind", endpointsOnly ? "endpoints" : "whole", "result", result).increment();
    }
}
