package dev.ballast.toolbox.load;

/** A request failed. Expected, so it carries no stack. */
final class RequestFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final Cause cause;

    RequestFailed(Cause cause, String detail) {
        super(detail, null, false, false);
        this.cause = cause;
    }

    /** What an exception says, or what it is where it says nothing. */
    static String said(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    Cause why() {
        return cause;
    }

    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
