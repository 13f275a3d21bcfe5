package dev.ballast.contract.manifest;

/** Where copies of requests go. */
@Doc("Where copies of requests go. Their answers are thrown away; they neither delay nor change what the client is answered.")
@Whole
public record MirrorSpec(
        @Doc("The name of a backend.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label") String backend,
        @Doc("""
                Of how many of 100 requests a copy is sent, by chance. None is sent of one that asks for another protocol (WebSocket), of one whose body is longer \
                than the 64Ki that are held of it, and while too many copies are under way or memory is short.""")
        @Default("100") @Bounds(min = 1, max = 100) Integer percent) {
    public MirrorSpec {
        percent = percent == null ? 100 : percent;
    }
}
