package dev.ballast.proxy.transport.raw;

import java.util.concurrent.Executor;

/**
 * How much of bulky streams a loop moves in one turn. A connection alone is moderate; two hundred of them that all have as much as they are let would hold up
 * everybody's small requests for as long as it takes to copy fifty megabytes. What is over has its turn after whatever else is ready. On the loop only.
 */
final class BulkTurns {
    /** Octets: half a millisecond of copying, and a few times what one connection may have. */
    static final int OCTETS_A_TURN = 1 << 20;

    private final Executor endOfTurn;
    private final Runnable begin = this::begin;
    private int moved;

    /** @param endOfTurn runs a task when what is ready in this turn of the loop has been looked at */
    BulkTurns(Executor endOfTurn) {
        this.endOfTurn = endOfTurn;
    }

    private void begin() {
        moved = 0;
    }

    void moved(int octets) {
        if (moved == 0) {
            endOfTurn.execute(begin);
        }
        moved += octets;
    }

    /** Whether bulky streams have had their share of this turn. */
    boolean over() {
        return moved >= OCTETS_A_TURN;
    }
}
