package dev.ballast.contract.manifest;

/** How an endpoint that is new grows into its share. */
@Doc("How an endpoint that is new grows into its share.")
public record SlowStartSpec(
        @Doc("From its first sight to its whole share; 0s = at once. Those that are there when a pod learns of the backend are not new.") @Default("0s")
        GepDuration window,
        @Doc("The part of its weight with which it begins.") @Default("10") @Bounds(min = 1, max = 100)
        Integer minWeightPercent) {
    public SlowStartSpec {
        window = window == null ? GepDuration.of("0s") : window;
        minWeightPercent = minWeightPercent == null ? 10 : minWeightPercent;
    }
}
