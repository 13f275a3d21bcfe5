package dev.ballast.proxy.tcp;

import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.StallWatch;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Two connections joined. What one side sends goes to the other, and it is read no further while the other is full; its end becomes an end,
 * its reset a reset. It is over when both directions have ended, or one side broke.
 */
public final class Relay {
    /**
     * An idle session is closed between one and one and a quarter times its timeout: activity costs no reading of the clock. Where memory is short
     * one look is enough.
     */
    private static final int LOOKS = 4;

    private final Owner owner;
    private final MemoryPressure memory;
    private final Side client;
    private final Deadlines.Deadline idle;
    private final long lookMillis;
    private final long stallMillis;
    private @Nullable Side endpoint;
    private boolean active;
    private int quietLooks;
    private boolean over;

    /** Who began it. */
    public interface Owner {
        /** Bytes were passed on. */
        void relayed(boolean fromClient, int count);

        /** It is over; called once. */
        void relayEnded(End end);
    }

    /** How it ended. */
    public enum End {
        /** Both directions came to their ends. */
        WHOLE(null, Outcome.COMPLETED),
        /** The client closed before there was another side. */
        CLIENT_GONE(null, Outcome.CANCELLED),
        CLIENT_RESET(Reason.ClientReset, Outcome.CANCELLED),
        CLIENT_STALLED(Reason.ClientStall, Outcome.CANCELLED),
        ENDPOINT_RESET(Reason.ResetDuringResponse, Outcome.BROKE_AFTER_RESPONSE),
        ENDPOINT_STALLED(Reason.EndpointStall, Outcome.BROKE_AFTER_RESPONSE),
        IDLE(Reason.IdleTimeout, Outcome.COMPLETED),
        CUT(Reason.Draining, Outcome.CANCELLED),
        OUTLIVED(Reason.ConnectionDuration, Outcome.COMPLETED),
        NO_MEMORY(Reason.LocalResources, Outcome.CANCELLED);

        private final @Nullable Reason reason;
        private final Outcome outcome;

        End(@Nullable Reason reason, Outcome outcome) {
            this.reason = reason;
            this.outcome = outcome;
        }

        /** Cut from outside. */
        public static End cut(Reason why) {
            return switch (why) {
                case LocalResources -> NO_MEMORY;
                case ConnectionDuration -> OUTLIVED;
                default -> CUT;
            };
        }

        /** The word for a failure; null where there was none. */
        public @Nullable Reason reason() {
            return reason;
        }

        /** How it went for the endpoint, if the two were joined. */
        public Outcome outcome() {
            return outcome;
        }
    }

    /** Holds the client until {@link #join}. */
    public Relay(Connection client, Owner owner, TimeoutsConfig timeouts, MemoryPressure memory) {
        this.owner = owner;
        this.memory = memory;
        this.lookMillis = timeouts.tcpIdleMillis() == 0 ? 0 : Math.max(1, timeouts.tcpIdleMillis() / LOOKS);
        this.stallMillis = timeouts.stallMillis();
        this.idle = client.loop().deadlines().deadline(this::look);
        this.client = new Side(client, true);
        this.client.reading.hold(Hold.NO_PEER);
    }

    /** Joins the other side, and lets the bytes flow. */
    public void join(Connection other) {
        Side side = new Side(other, false);
        side.other = client;
        client.other = side;
        endpoint = side;
        idle.in(lookMillis);
        client.connection.mayPassTo(other);
        other.mayPassTo(client.connection);
        if (client.inputEnded) {
            other.endOutput();
        }
        client.reading.release(Hold.NO_PEER);
    }

    boolean joined() {
        return endpoint != null;
    }

    private void look() {
        if (active) {
            active = false;
            quietLooks = 0;
        } else if (++quietLooks >= (memory.at(Shortage.SHORT_IDLE) ? 1 : LOOKS)) {
            end(End.IDLE);
            return;
        }
        idle.in(lookMillis);
    }

    /** Bytes that one side has sent and the other has not taken. */
    public long held() {
        Side other = endpoint;
        return client.connection.pending() + (other == null ? 0 : other.connection.pending());
    }

    /** Ends it from outside; does nothing once it is over. */
    public void end(End how) {
        if (over) {
            return;
        }
        over = true;
        idle.cancel();
        owner.relayEnded(how);
        client.leave(how);
        Side other = endpoint;
        if (other != null) {
            other.leave(how);
        }
    }

    /** One of the two connections. */
    private final class Side implements ConnectionHandler {
        private final Connection connection;
        private final boolean isClient;
        private final Reading reading;
        private final StallWatch stall;
        private @Nullable Side other;
        private boolean inputEnded;

        Side(Connection connection, boolean isClient) {
            this.connection = connection;
            this.isClient = isClient;
            this.reading = new Reading(connection);
            this.stall = new StallWatch(connection, this::stalled);
            connection.giveUpAfter(stallMillis);
            connection.handler(this);
        }

        @Override
        public void received(Received bytes) {
            Side to = other;
            if (to == null) {
                return;
            }
            int count = bytes.length();
            to.connection.write(bytes, 0, count);
            to.connection.flush();
            passed(to, count);
        }

        @Override
        public void passedOn(int count) {
            Side to = other;
            if (to != null) {
                passed(to, count);
            }
        }

        private void passed(Side to, int count) {
            active = true;
            owner.relayed(isClient, count);
            if (!to.connection.writable()) {
                reading.hold(Hold.PEER_FULL);
                to.stall.begin(stallMillis);
            }
        }

        @Override
        public void batchEnded() {}

        @Override
        public void writable() {
            active = true;
            Side from = other;
            if (from != null) {
                from.reading.release(Hold.PEER_FULL);
            }
        }

        @Override
        public void ended() {
            active = true;
            inputEnded = true;
            Side to = other;
            if (to == null) {
                return; // Its bytes, if it has sent any, are still to be carried.
            }
            if (to.inputEnded) {
                end(End.WHOLE);
            } else {
                to.connection.endOutput();
                to.stall.begin(stallMillis);
            }
        }

        @Override
        public void closed(boolean reset) {
            stall.end();
            if (other == null) {
                end(End.CLIENT_GONE);
            } else if (connection.timedOut()) {
                end(isClient ? End.CLIENT_STALLED : End.ENDPOINT_STALLED);
            } else if (reset || !inputEnded) {
                end(isClient ? End.CLIENT_RESET : End.ENDPOINT_RESET);
            } else {
                end(End.WHOLE);
            }
        }

        private void stalled() {
            if (over) {
                connection.reset();
            } else {
                end(isClient ? End.CLIENT_STALLED : End.ENDPOINT_STALLED);
            }
        }

        private void leave(End how) {
            if (how == End.WHOLE || how == End.IDLE) {
                connection.closeAfterWrites();
                stall.begin(stallMillis);
            } else {
                stall.end();
                connection.reset();
            }
        }
    }
}
