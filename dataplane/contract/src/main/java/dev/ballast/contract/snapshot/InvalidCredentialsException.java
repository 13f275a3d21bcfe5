package dev.ballast.contract.snapshot;

/** A chain and a key that cannot serve. The message says which of them, what was found and what was expected; it holds nothing of the key. */
public final class InvalidCredentialsException extends Exception {
    private static final long serialVersionUID = 1;

    private final Part part;
    private final String complaint;

    InvalidCredentialsException(Part part, String message) {
        super(message);
        this.part = part;
        this.complaint = message;
    }

    /** Which of the two is wrong. */
    public Part part() {
        return part;
    }

    /** What was found and what was expected: a sentence whose subject is the part. */
    public String complaint() {
        return complaint;
    }

    /** The halves of credentials, by their names in a Secret of type {@code kubernetes.io/tls}. */
    public enum Part {
        CHAIN("tls.crt"),
        KEY("tls.key");

        private final String entry;

        Part(String entry) {
            this.entry = entry;
        }

        /** The entry of the Secret. */
        public String entry() {
            return entry;
        }
    }
}
