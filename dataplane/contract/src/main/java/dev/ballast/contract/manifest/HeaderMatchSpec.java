package dev.ballast.contract.manifest;

/** A header field that must be there. */
@Doc("A header field that must be there.")
@Whole
public record HeaderMatchSpec(
        @Doc("Exact, or RegularExpression (RE2, of the whole value).") @Default("Exact") RouteMatchSpec.ValueType type,
        @Doc("Its name, in letters of any size.") @Required
        @Text(maxLength = 128, pattern = HeaderSpec.NAME, expected = HeaderSpec.NAME_EXPECTED)
        String name,
        @Doc("Its value.") @Required
        @Text(maxLength = 1024, pattern = "^[!-~]([ -~]*[!-~])?$", expected = "printable characters of ASCII, without a space at either end")
        String value) {
    public HeaderMatchSpec {
        type = type == null ? RouteMatchSpec.ValueType.Exact : type;
    }
}
