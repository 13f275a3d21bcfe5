package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.Event;
import dev.ballast.operator.controller.identity.Names;
import dev.ballast.operator.controller.publish.DeliveryLedger.Action;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers snapshots to pods. What the ledgers decide is carried out here: calls on virtual threads, at most {@link #CONCURRENCY} at once;
 * every result goes back to the one sequential executor that owns the ledgers, and wakes the reconciler where it changes what is true.
 * Nothing here blocks its caller.
 */
public final class Publisher implements AutoCloseable {
    /** Calls to pods and to the API server under way at once. */
    static final int CONCURRENCY = 64;

    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private final KubernetesClient client;
    private final Channel.Factory channels;
    private final InstantSource clock;
    private final Consumer<Names> wake;
    private final DeliveryMetrics metrics;
    private final ScheduledThreadPoolExecutor ledgers;
    private final ExecutorService calls;
    private final Semaphore permits = new Semaphore(CONCURRENCY);
    private final Map<String, Delivery> published = new ConcurrentHashMap<>();
    /** By the LoadBalancer's UID; only touched on {@link #ledgers}. */
    private final Map<String, Account> accounts = new HashMap<>();
    /** The last LoadBalancers that went: a reconcile that was under way must not bring one back. Only touched on {@link #ledgers}. */
    private final Map<String, Boolean> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > 1000;
        }
    };

    /**
     * @param calls runs blocking calls; virtual threads
     * @param wake told which LoadBalancer's delivery has changed
     */
    public Publisher(
            KubernetesClient client,
            Channel.Factory channels,
            InstantSource clock,
            ExecutorService calls,
            MeterRegistry metrics,
            Consumer<Names> wake) {
        this.client = client;
        this.channels = channels;
        this.clock = clock;
        this.calls = calls;
        this.wake = wake;
        this.metrics = new DeliveryMetrics(metrics);
        this.ledgers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("ballast-delivery-ledger").factory());
        this.ledgers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.ledgers.setRemoveOnCancelPolicy(true);
    }

    /** One LoadBalancer's ledger and what it needs. */
    private static final class Account {
        private final Names names;
        private final DeliveryLedger ledger = new DeliveryLedger();
        private final QuotaLedger quotas;
        private final BootSecret boot;
        private final Channel channel;
        private final Map<String, Runnable> streams = new HashMap<>();
        private @Nullable ScheduledFuture<?> alarm;

        private Account(Names names, BootSecret boot, Channel channel) {
            this.names = names;
            this.quotas = new QuotaLedger(names.owner());
            this.boot = boot;
            this.channel = channel;
        }
    }

    /**
     * What a LoadBalancer's pods are, and what they should run. Equal digests change nothing.
     *
     * @param wanted absent while it is not known: before the epoch is taken
     */
    public void keep(Names names, List<Target> targets, @Nullable Snapshot wanted) {
        post(() -> {
            if (gone.containsKey(names.uid())) {
                return;
            }
            Account account = accounts.computeIfAbsent(
                    names.uid(), uid -> new Account(names, new BootSecret(client, names), channels.open(names.owner())));
            act(account, account.ledger.targets(targets));
            account.quotas.targets(targets);
            if (wanted != null) {
                account.ledger.want(wanted, clock.instant());
                account.quotas.follow(wanted);
            }
            drive(account);
        });
    }

    /** How far a LoadBalancer's delivery is. */
    public Delivery delivery(Names names) {
        return published.getOrDefault(names.uid(), Delivery.NONE);
    }

    /** The LoadBalancer is gone. */
    public void forget(Names names) {
        post(() -> {
            gone.put(names.uid(), true);
            Account account = accounts.remove(names.uid());
            published.remove(names.uid());
            if (account != null) {
                retire(account);
            }
        });
    }

    private void retire(Account account) {
        if (account.alarm != null) {
            account.alarm.cancel(false);
        }
        account.streams.values().forEach(Runnable::run);
        calls.execute(account.channel::close);
    }

    /** Ends every call; pods keep what they run. */
    @Override
    public void close() {
        post(() -> {
            accounts.values().forEach(this::retire);
            accounts.clear();
            ledgers.shutdown();
        });
        try {
            if (!ledgers.awaitTermination(5, TimeUnit.SECONDS)) {
                ledgers.shutdownNow();
            }
        } catch (InterruptedException stopping) {
            ledgers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    // ---- on the ledgers' executor ----

    private void drive(Account account) {
        Instant now = clock.instant();
        act(account, account.ledger.next(now));
        account.quotas.next(now).forEach(send -> call(() -> allow(account, send)));
        Delivery delivery = account.ledger.delivery(now);
        Delivery before = published.put(account.names.uid(), delivery);
        if (before == null || !before.sameFor(delivery)) {
            metrics.lagging(lagging());
            wake.accept(account.names);
        }
        setAlarm(account, now);
    }

    private int lagging() {
        return published.values().stream()
                .mapToInt(delivery -> (int) delivery.pods().stream().filter(Delivery.Pod::lagging).count())
                .sum();
    }

    private void setAlarm(Account account, Instant now) {
        if (account.alarm != null) {
            account.alarm.cancel(false);
            account.alarm = null;
        }
        Instant due = earlier(account.ledger.due(now), account.quotas.due());
        if (due.equals(Instant.MAX)) {
            return;
        }
        // A floor, so that no defect can spin.
        long millis = Math.max(10, Duration.between(now, later(due, now)).toMillis());
        account.alarm = ledgers.schedule(() -> guarded(() -> drive(account)), millis, TimeUnit.MILLISECONDS);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void act(Account account, List<Action> actions) {
        for (Action action : actions) {
            switch (action) {
                case Action.TakeOver takeover -> call(() -> takeOver(account, takeover));
                case Action.Ask ask -> {
                    Digests wanted = account.ledger.wanted();
                    call(() -> ask(account, ask.target(), wanted));
                }
                case Action.Push push -> call(() -> push(account, push));
                case Action.WriteBoot write -> call(() -> writeBoot(account, write.wanted()));
                case Action.Listen listen -> listen(account, listen.target());
                case Action.HangUp hangUp -> {
                    Runnable stream = account.streams.remove(hangUp.target().uid());
                    if (stream != null) {
                        stream.run();
                    }
                }
            }
        }
    }

    private void listen(Account account, Target target) {
        Runnable stream = account.channel.events(
                target, event -> result(account, () -> event(account, target, event)), failure -> result(account, () -> {
                    account.streams.remove(target.uid());
                    account.ledger.streamEnded(target.uid(), clock.instant());
                }));
        account.streams.put(target.uid(), stream);
    }

    private void event(Account account, Target target, Event event) {
        switch (event) {
            case Event.Heartbeat beat ->
                account.ledger.heard(target.uid(), beat.revision(), beat.digests(), false, clock.instant());
            case Event.ConnectFailure refused -> {
                log.debug("{}: {} refused {}", account.names.name(), refused.endpoint(), target.name());
                account.ledger.connectFailure(target.uid(), clock.instant());
            }
            case Event.Uses uses -> account.quotas.heard(target.uid(), uses);
            case Event.Draining draining -> log.debug("{} drains {} connections", target.name(), draining.connections());
        }
    }

    // ---- on virtual threads ----

    private void takeOver(Account account, Action.TakeOver takeover) {
        try {
            BootSecret.Content found = account.boot.read();
            long highest = Math.max(Math.max(found.epoch(), takeover.above()), highestEpoch(account, takeover.pods()));
            account.boot.takeEpoch(highest + 1);
            log.info("{}/{}: took epoch {}", account.names.namespace(), account.names.name(), highest + 1);
            result(account, () -> {
                account.ledger.tookOver(highest + 1, found.message());
                account.quotas.tookOver(highest + 1);
            });
        } catch (BootSecret.ConflictException conflict) {
            result(account, () -> account.ledger.takeoverFailed(conflict.conflict(), clock.instant()));
        } catch (BootSecret.OvertakenException | RuntimeException failed) {
            log.warn("{}/{}: the epoch was not taken: {}", account.names.namespace(), account.names.name(), failed.getMessage());
            result(account, () -> account.ledger.takeoverFailed(null, clock.instant()));
        }
    }

    private long highestEpoch(Account account, List<Target> pods) {
        List<Future<Running>> reports = new ArrayList<>();
        pods.forEach(pod -> reports.add(calls.submit((Callable<Running>) () -> account.channel.running(pod, null))));
        long highest = 0;
        for (Future<Running> report : reports) {
            try {
                Revision revision = report.get(3, TimeUnit.SECONDS).revision();
                highest = Math.max(highest, revision == null ? 0 : revision.epoch());
            } catch (ExecutionException | java.util.concurrent.TimeoutException unreached) {
                // One that comes back with a higher epoch answers 409, and the next epoch is taken then.
                report.cancel(true);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return highest;
    }

    private void ask(Account account, Target target, @Nullable Digests wanted) {
        try {
            Running running = account.channel.running(target, wanted);
            result(account, () -> account.ledger.heard(
                    target.uid(), running.revision(), running.digests(), true, clock.instant()));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            failed(account, target, failed);
        }
    }

    private void push(Account account, Action.Push push) {
        Target target = push.target();
        try {
            Answer answer = push.endpointsOnly()
                    ? account.channel.patch(target, push.wanted())
                    : account.channel.put(target, push.wanted());
            metrics.pushed(push.endpointsOnly(), answer);
            result(account, () -> {
                account.ledger.answered(target.uid(), answer, clock.instant());
                account.quotas.reached(target.uid());
            });
        } catch (IOException | InterruptedException | RuntimeException failed) {
            metrics.notPushed(push.endpointsOnly());
            failed(account, target, failed);
        }
    }

    private void allow(Account account, QuotaLedger.Send send) {
        Target target = send.target();
        try {
            Event.Uses answer = account.channel.quotas(target, send.message());
            result(account, () -> {
                long epoch = account.quotas.answered(target.uid(), answer, clock.instant());
                if (epoch > 0) {
                    account.ledger.overtakenBy(epoch, clock.instant());
                }
            });
        } catch (IOException | InterruptedException | RuntimeException failed) {
            log.debug("{}: its quotas were not told: {}", target.name(), why(failed));
            result(account, () -> account.quotas.failed(target.uid(), clock.instant()));
        }
    }

    private static String why(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private void failed(Account account, Target target, Exception failure) {
        String why = why(failure);
        log.debug("{} at {}:{}: {}", target.name(), target.host(), target.port(), why);
        result(account, () -> account.ledger.failed(target.uid(), why, clock.instant()));
    }

    private void writeBoot(Account account, Wanted wanted) {
        try {
            int bytes = wanted.whole().length;
            if (bytes > DeliveryLedger.BOOT_LIMIT) {
                result(account, () -> account.ledger.bootTooLarge(wanted, bytes));
                return;
            }
            account.boot.write(wanted);
            result(account, () -> account.ledger.bootWritten(wanted, clock.instant()));
        } catch (BootSecret.OvertakenException overtaken) {
            log.warn("{}", overtaken.getMessage());
            result(account, () -> account.ledger.overtaken(clock.instant()));
        } catch (RuntimeException failed) {
            log.warn("{}/{} was not written: {}", account.names.namespace(), account.names.bootSecret(), failed.getMessage());
            result(account, () -> account.ledger.bootFailed(clock.instant()));
        }
    }

    private void call(Runnable work) {
        calls.execute(() -> {
            permits.acquireUninterruptibly();
            try {
                work.run();
            } finally {
                permits.release();
            }
        });
    }

    /** Back to the ledger, unless the LoadBalancer has gone meanwhile. */
    private void result(Account account, Runnable change) {
        post(() -> {
            if (accounts.get(account.names.uid()) == account) {
                change.run();
                drive(account);
            }
        });
    }

    private void post(Runnable work) {
        try {
            ledgers.execute(() -> guarded(work));
        } catch (RejectedExecutionException stopped) {
            log.debug("stopped: {}", stopped.getMessage());
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException defect) {
            log.error("The delivery ledger met a defect", defect);
        }
    }
}
