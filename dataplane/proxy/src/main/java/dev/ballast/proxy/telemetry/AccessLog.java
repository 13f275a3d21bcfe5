package dev.ballast.proxy.telemetry;

/** Takes the lines of the access log. Called on event loops; never blocks. */
public interface AccessLog {
    /** Keeps nothing. */
    AccessLog NONE = new AccessLog() {
        @Override
        public void add(AccessEntry entry) {}

        @Override
        public long dropped() {
            return 0;
        }
    };

    void add(AccessEntry entry);

    /** Lines that were not written because too many waited already. */
    long dropped();
}
