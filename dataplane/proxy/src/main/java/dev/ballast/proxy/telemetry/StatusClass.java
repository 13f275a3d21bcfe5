package dev.ballast.proxy.telemetry;

/** What a request was answered. */
public enum StatusClass {
    /** The client left before an answer began, or was cut off. */
    NONE("none"),
    /** Another protocol was agreed to, and then spoken. */
    INFORMATIONAL("1xx"),
    SUCCESSFUL("2xx"),
    REDIRECTION("3xx"),
    CLIENT_ERROR("4xx"),
    SERVER_ERROR("5xx");

    private final String label;

    StatusClass(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** @param status 101, or 200 to 599; 0 = no answer */
    public static StatusClass of(int status) {
        return switch (status / 100) {
            case 1 -> INFORMATIONAL;
            case 2 -> SUCCESSFUL;
            case 3 -> REDIRECTION;
            case 4 -> CLIENT_ERROR;
            case 5 -> SERVER_ERROR;
            default -> NONE;
        };
    }
}
