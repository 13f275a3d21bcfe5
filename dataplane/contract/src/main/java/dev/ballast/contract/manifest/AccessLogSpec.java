package dev.ballast.contract.manifest;

/** Which requests and sessions have a line in the log. */
@Doc("A line for each request and each TCP session, on the pods' standard output.")
public record AccessLogSpec(
        @Doc("Off, Errors (answers from 500 on, and what failed for a reason of its own) or All.") @Default("Errors") Mode mode,
        @Doc("One JSON object a line.") @Default("JSON") Format format) {
    public AccessLogSpec {
        mode = mode == null ? Mode.Errors : mode;
        format = format == null ? Format.JSON : format;
    }

    /** Which of them. */
    public enum Mode {
        Off,
        Errors,
        All
    }

    /** What a line is. */
    public enum Format {
        JSON
    }
}
