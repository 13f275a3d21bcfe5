package dev.ballast.proxy.telemetry;

/** Takes the lines of the access log. Called on event loops; never blocks. */
public interface AccessLog {
    /** Keeps nothing. */
    AccessLog NONE = new AccessLog() {
        @Override
        public void add(AccessEntry entry) {}

        @Override
        public boolean admitsBlamed() {
            return true;
        }

        @Override
        public long dropped() {
            return 0;
        }
    };

    void add(AccessEntry entry);

    /** Whether there is room this second for a line of what a client has done wrong; where not, it is counted as dropped. Asked before the line is made. */
    boolean admitsBlamed();

    /** Lines that were not written because too many waited already. */
    long dropped();
}
