package dev.ballast.traffic.backend;

/** How far a changed list of endpoints has taken the place of the one before. */
public enum RolloutState {
    /** What is wanted is used. */
    SETTLED,
    /** Some of the new ones are used, and watched. */
    MOVING,
    /** A new one was left out: the old ones are used until another list is wanted. */
    ROLLED_BACK
}
