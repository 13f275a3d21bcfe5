package dev.ballast.contract.manifest;

/** Removal of an endpoint by what the traffic shows. */
@Doc("Removal of an endpoint by what the traffic shows.")
@Rule(
        value = "duration(self.baseEjectionTime) <= duration(self.maxEjectionTime)",
        message = """
                'baseEjectionTime %s is longer than maxEjectionTime %s: expected at most that'.format([
                self.baseEjectionTime, self.maxEjectionTime])""",
        field = ".baseEjectionTime")
public record PassiveHealthCheckSpec(
        @Doc("Connect failures in a row after which an endpoint is ejected; 0 = never.") @Default("3") @Bounds(min = 0, max = 1000)
        Integer consecutiveConnectFailures,
        @Doc("Answers in a row after which an endpoint is ejected because all of them were 5xx or broke off before their beginning; 0 = never.")
        @Default("0") @Bounds(min = 0, max = 1000)
        Integer consecutive5xx,
        @Doc("How long the first ejection lasts; each further one lasts longer by this.") @Default("5s") GepDuration baseEjectionTime,
        @Doc("The longest ejection.") @Default("60s") GepDuration maxEjectionTime,
        @Doc("The largest share of a backend's endpoints that may be ejected at once.") @Default("50") @Bounds(min = 0, max = 100)
        Integer maxEjectionPercent) {
    public PassiveHealthCheckSpec {
        consecutiveConnectFailures = consecutiveConnectFailures == null ? 3 : consecutiveConnectFailures;
        consecutive5xx = consecutive5xx == null ? 0 : consecutive5xx;
        baseEjectionTime = baseEjectionTime == null ? GepDuration.of("5s") : baseEjectionTime;
        maxEjectionTime = maxEjectionTime == null ? GepDuration.of("60s") : maxEjectionTime;
        maxEjectionPercent = maxEjectionPercent == null ? 50 : maxEjectionPercent;
    }
}
