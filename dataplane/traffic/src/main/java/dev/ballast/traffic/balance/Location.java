package dev.ballast.traffic.balance;

/**
 * Where this process runs.
 *
 * @param zone {@code ""} where it is not known
 * @param node {@code ""} where it is not known
 */
public record Location(String zone, String node) {
    /** Nobody has said. */
    public static final Location UNKNOWN = new Location("", "");
}
