package dev.ballast.contract.manifest;

/** What of a request that servers read in different ways is let through. */
@Doc("What of a request that servers read in different ways is let through. Everything else about paths and names is brought to one form, or refused.")
public record PathSpec(
        @Doc("%2f in a path: Reject (400), or Accept: it stays as it is, and is no slash to routes.") @Default("Reject") Leniency encodedSlashes,
        @Doc("""
                "_" in the name of a header: Reject (400), or Accept. Names that would mean one of ours with "-" are refused all the same: many servers take \
                the one for the other.""")
        @Default("Reject") Leniency underscoresInHeaders) {
    public PathSpec {
        encodedSlashes = encodedSlashes == null ? Leniency.Reject : encodedSlashes;
        underscoresInHeaders = underscoresInHeaders == null ? Leniency.Reject : underscoresInHeaders;
    }

    /** What becomes of it. */
    public enum Leniency {
        Reject,
        Accept
    }
}
