package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.SnapshotValidator;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Answers.Stale;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.EndpointsMessage;
import dev.ballast.contract.wire.MalformedMessageException;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.ConfigState.Refusal;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one way in. Whatever wants to become what runs is checked here in one order, cheapest first: its place in the order, length and
 * digest of the bytes, their form, owner, features, consistency; then it is installed, saved and answered. An offer that fails anywhere
 * leaves what ran before untouched.
 *
 * <p>One thread, the config worker, does all of it, so that offers never overlap. {@link #offer} may be called on any thread that may
 * block; {@link #state} on every thread.
 */
public final class ConfigGate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigGate.class);

    private final String owner;
    private final Capabilities capabilities;
    private final SnapshotTarget target;
    private final @Nullable SnapshotFile store;
    private final Clock clock;
    private final Consumer<Error> fatal;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("config-worker").daemon().factory());
    private volatile ConfigState state = ConfigState.EMPTY;

    /**
     * @param owner whose snapshots are taken: {@code ballast://<namespace>/<uid>}
     * @param capabilities what this dataplane can do
     * @param target what runs snapshots
     * @param store where the accepted snapshot is kept before it is acknowledged; absent on a laptop, where the manifest is the store
     * @param fatal hears an {@link Error} on the config worker; the process should not go on after it
     */
    public ConfigGate(
            String owner,
            Capabilities capabilities,
            SnapshotTarget target,
            @Nullable SnapshotFile store,
            Clock clock,
            Consumer<Error> fatal) {
        this.owner = owner;
        this.capabilities = capabilities;
        this.target = target;
        this.store = store;
        this.clock = clock;
        this.fatal = fatal;
    }

    /** What the gate knows now. */
    public ConfigState state() {
        return state;
    }

    /** What this dataplane can do. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Calls after each change of {@link #state}, on the config worker. The listener must be quick. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Decides on an offer, and runs it when it is good.
     *
     * @throws GateClosedException when the process goes down
     * @throws InterruptedException when the caller is interrupted; the offer is decided all the same
     */
    public Answer offer(Offer offer) throws InterruptedException {
        return onWorker(() -> decide(offer));
    }

    /**
     * Runs something on the config worker, between two offers.
     *
     * @throws GateClosedException when the process goes down
     * @throws IllegalStateException when the action failed; the cause says why
     */
    public <T> T onWorker(Callable<T> action) throws InterruptedException {
        try {
            return worker.submit(action).get();
        } catch (RejectedExecutionException closed) {
            throw new GateClosedException();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                fatal.accept(error);
            }
            throw new IllegalStateException("The config worker failed: " + failed.getCause(), failed.getCause());
        }
    }

    /** Takes no more offers. What was offered before is still decided. */
    @Override
    public void close() {
        worker.shutdown();
    }

    private Answer decide(Offer offer) {
        Answer answer =
                switch (offer) {
                    case Offer.Whole whole -> whole(whole);
                    case Offer.Endpoints endpoints -> endpoints(endpoints);
                    case Offer.Written written -> written(written);
                };
        // Who writes a file reads the answer at once, in the words of the file.
        Level level = offer instanceof Offer.Written ? Level.DEBUG : Level.INFO;
        switch (answer) {
            case Ack ack -> LOG.atLevel(level).log("Running revision {}", ack.revision());
            case Stale stale -> {
                LOG.atLevel(level).log("Refused what is not newer than, or not built on, revision {}", stale.running());
                state = state.staleOffer();
            }
            case Nack nack -> {
                LOG.atLevel(level).log("Refused revision {}: {}", nack.revision(), nack.problems());
                state = state.refused(new Refusal(nack.revision(), nack.problems(), clock.instant()));
            }
        }
        listeners.forEach(Runnable::run);
        return answer;
    }

    private Answer whole(Offer.Whole offer) {
        Offer.Announced announced = offer.announced();
        if (announced != null) {
            if (isOlder(announced.revision())) {
                return stale();
            }
            List<Problem> damage = Arrival.damage(announced, offer.body());
            if (!damage.isEmpty()) {
                return new Nack(announced.revision(), damage);
            }
        }
        SnapshotMessage message;
        try {
            message = Wire.decodeSnapshot(Wire.gunzip(offer.body()));
        } catch (MalformedMessageException unreadable) {
            return unreadable(announced, unreadable);
        }
        List<Problem> wrongHead = Arrival.wrongHead(announced, message.revision(), owner, message.snapshot().owner());
        if (!wrongHead.isEmpty()) {
            return new Nack(message.revision(), wrongHead);
        }
        return isOlder(message.revision())
                ? stale()
                : takeOver(message.revision(), message.snapshot(), offer.source(), offer.body());
    }

    private Answer endpoints(Offer.Endpoints offer) {
        Offer.Announced announced = offer.announced();
        if (isOlder(announced.revision())) {
            return stale();
        }
        List<Problem> damage = Arrival.damage(announced, offer.body());
        if (!damage.isEmpty()) {
            return new Nack(announced.revision(), damage);
        }
        EndpointsMessage message;
        try {
            message = Wire.decodeEndpoints(Wire.gunzip(offer.body()));
        } catch (MalformedMessageException unreadable) {
            return unreadable(announced, unreadable);
        }
        List<Problem> wrongHead = Arrival.wrongHead(announced, message.revision(), owner, message.owner());
        if (!wrongHead.isEmpty()) {
            return new Nack(message.revision(), wrongHead);
        }
        RunningSnapshot running = state.running();
        if (running == null) {
            return stale();
        }
        boolean repeated = message.revision().equals(running.revision());
        if (!repeated && !message.base().equals(running.digests())) {
            return stale();
        }
        List<Problem> strangers = Patch.strangers(running.snapshot(), message);
        return strangers.isEmpty()
                ? takeOver(message.revision(), Patch.apply(running.snapshot(), message), Source.Push, null)
                : new Nack(message.revision(), strangers);
    }

    private Answer written(Offer.Written offer) {
        RunningSnapshot running = state.running();
        if (running != null && running.digests().equals(Wire.digests(offer.snapshot()))) {
            return new Ack(running.revision(), running.digests());
        }
        Revision next = running == null ? new Revision(0, 1) : running.revision().next();
        return takeOver(next, offer.snapshot(), Source.File, null);
    }

    /**
     * The end that all ways share.
     *
     * @param encoded the bytes of it, where they are at hand
     */
    private Answer takeOver(Revision revision, Snapshot snapshot, Source source, byte @Nullable [] encoded) {
        RunningSnapshot running = state.running();
        Digests digests = Wire.digests(snapshot);
        boolean same = running != null && running.digests().equals(digests);
        if (running != null && running.revision().equals(revision)) {
            return same ? acknowledgeAgain(running, source) : stale();
        }
        if (!same) {
            List<Problem> problems = capabilities.missingFor(snapshot);
            problems = problems.isEmpty() ? SnapshotValidator.validate(snapshot) : problems;
            problems = problems.isEmpty() ? target.install(snapshot) : problems;
            if (!problems.isEmpty()) {
                return new Nack(revision, problems);
            }
        }
        Instant since = running != null && same ? running.since() : clock.instant();
        save(revision, snapshot, encoded);
        state = state.accepted(new RunningSnapshot(revision, digests, since, source, snapshot));
        return new Ack(revision, digests);
    }

    private Answer acknowledgeAgain(RunningSnapshot running, Source source) {
        if (source == Source.Push) {
            state = state.pushedAgain();
        }
        return new Ack(running.revision(), running.digests());
    }

    /**
     * What runs already is not taken back when it cannot be saved: the boot Secret is there for that case. The next start may then begin
     * with an older snapshot, which a push puts right.
     */
    private void save(Revision revision, Snapshot snapshot, byte @Nullable [] encoded) {
        if (store == null) {
            return;
        }
        try {
            store.write(encoded == null ? Wire.gzip(Wire.encode(new SnapshotMessage(revision, snapshot))) : encoded);
        } catch (IOException failed) {
            LOG.warn("Could not keep revision {} in {}: {}", revision, store.path(), failed.toString());
            state = state.unsavedSnapshot();
        }
    }

    private boolean isOlder(Revision revision) {
        RunningSnapshot running = state.running();
        return running != null && revision.compareTo(running.revision()) < 0;
    }

    private Stale stale() {
        RunningSnapshot running = state.running();
        return running == null ? new Stale(null, null) : new Stale(running.revision(), running.digests());
    }

    private static Nack unreadable(Offer.@Nullable Announced announced, MalformedMessageException why) {
        return new Nack(
                announced == null ? new Revision(0, 0) : announced.revision(),
                why.problems());
    }

    /** The process goes down: no offer is taken any more. */
    public static final class GateClosedException extends IllegalStateException {
        GateClosedException() {
            super("The process goes down and takes no configuration any more.");
        }
    }
}
