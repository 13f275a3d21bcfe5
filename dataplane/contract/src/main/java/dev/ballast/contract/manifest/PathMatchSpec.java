package dev.ballast.contract.manifest;

/** What a request's path must be like. */
@Doc("What a request's path must be like.")
@Whole
public record PathMatchSpec(
        @Doc("""
                Exact; PathPrefix (by whole elements: /api is a prefix of /api/x, not of /apix; a slash at its end means nothing); or RegularExpression \
                (RE2, of the whole path).""")
        @Default("PathPrefix") Type type,
        @Doc("In its normal form: without dot segments, without needless encodings, encodings in capitals.") @Required
        @Text(maxLength = 1024, expected = "a path such as /api")
        String value) {
    public PathMatchSpec {
        type = type == null ? Type.PathPrefix : type;
    }

    /** How a path is compared. */
    public enum Type {
        Exact,
        PathPrefix,
        RegularExpression
    }
}
