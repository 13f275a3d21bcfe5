package dev.ballast.contract.manifest;

/** How a dataplane pod goes down. */
@Doc("How a dataplane pod goes down.")
@Rule(
        value = "duration(self.minDuration) <= duration(self.timeout)",
        message = "'timeout ' + self.timeout + ' is shorter than minDuration ' + self.minDuration + ': expected at least that'",
        field = ".timeout")
public record DrainSpec(
        @Doc("How long new connections are still accepted after the pod is told to go.") @Default("10s") GepDuration minDuration,
        @Doc("After this, counted from the beginning, what is still open is cut.") @Default("60s") GepDuration timeout) {
    public DrainSpec {
        minDuration = minDuration == null ? GepDuration.of("10s") : minDuration;
        timeout = timeout == null ? GepDuration.of("60s") : timeout;
    }
}
