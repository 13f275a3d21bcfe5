package dev.ballast.contract.manifest;

/** A header field. */
@Doc("A header field.")
@Whole
public record HeaderSpec(
        @Doc("Its name.") @Required @Text(maxLength = 128, pattern = NAME, expected = NAME_EXPECTED)
        String name,
        @Doc("Its value.") @Required
        @Text(maxLength = 1024, pattern = "^[!-~]([ -~]*[!-~])?$", expected = "printable characters of ASCII, without a space at either end")
        String value) {
    static final String NAME = "^[-!#$%&'*+.^`|~0-9A-Za-z]+$";
    static final String NAME_EXPECTED = "the name of a header field, without _";
}
