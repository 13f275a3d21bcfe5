package dev.ballast.contract.manifest;

/** A query parameter that must be there. */
@Doc("A query parameter that must be there.")
@Whole
public record QueryParamMatchSpec(
        @Doc("Exact, or RegularExpression (RE2, of the whole value).") @Default("Exact") RouteMatchSpec.ValueType type,
        @Doc("Its name, decoded.") @Required @Text(maxLength = 128, pattern = "^[ -~]+$", expected = "printable characters of ASCII")
        String name,
        @Doc("Its value, decoded.") @Required @Text(maxLength = 1024, pattern = "^[ -~]*$", minLength = 0, expected = "printable characters of ASCII")
        String value) {
    public QueryParamMatchSpec {
        type = type == null ? RouteMatchSpec.ValueType.Exact : type;
    }
}
