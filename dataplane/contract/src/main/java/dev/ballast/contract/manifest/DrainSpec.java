package dev.ballast.contract.manifest;

/** How a dataplane pod goes down. */
@Doc("How a dataplane pod goes down.")
@Rule(
        value = "duration(self.minDuration) <= duration(self.timeout)",
        message = """
                'timeout %s is shorter than minDuration %s: expected at least that'.format([self.timeout, self.minDuration])""",
        field = ".timeout")
public record DrainSpec(
        @Doc("How long new connections are still accepted after the pod is told to go.") @Default("10s") GepDuration minDuration,
        @Doc("After this, counted from the beginning, what is still open is cut.") @Default("60s") GepDuration timeout) {
    public DrainSpec {
        minDuration = minDuration == null ? GepDuration.of("10s") : minDuration;
        timeout = timeout == null ? GepDuration.of("60s") : timeout;
    }
}
