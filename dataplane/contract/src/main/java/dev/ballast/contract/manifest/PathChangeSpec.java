package dev.ballast.contract.manifest;

/** Another path. */
@Doc("Another path; the query stays.")
@Whole
public record PathChangeSpec(
        @Doc("ReplaceFullPath, or ReplacePrefixMatch (the prefix that the route has matched; every match of the route is a PathPrefix then).") @Required
        Type type,
        @Doc("What stands in its place.") @Required @Text(maxLength = 1024, expected = "a path such as /api")
        String value) {
    /** Which part of a path is replaced. */
    public enum Type {
        ReplaceFullPath,
        ReplacePrefixMatch
    }
}
