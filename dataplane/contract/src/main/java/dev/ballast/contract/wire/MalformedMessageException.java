package dev.ballast.contract.wire;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** Bytes that are not the message they should be. Says everything that is wrong with them, and never quotes a secret. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public MalformedMessageException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    MalformedMessageException(Reason reason, String message) {
        this(List.of(new Problem("", reason, message)));
    }

    /** Never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
