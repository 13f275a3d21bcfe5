package dev.ballast.proxy.main;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT: the first asks the process to go down, the second ends it at once.
 *
 * <p>A shutdown hook would not do: in a hook the JVM hears no second signal, and the exit status is the signal's. The JDK's own way,
 * {@code sun.misc.Signal} of the module jdk.unsupported, is reached by method handles, because javac's warning about its name cannot be
 * turned off, and warnings end the build.
 */
final class Signals {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);

    private Signals() {}

    /** Listens from now on. */
    static Signals listen() {
        Signals signals = new Signals();
        try {
            signals.on("TERM", 128 + 15);
            signals.on("INT", 128 + 2);
        } catch (ReflectiveOperationException unavailable) {
            throw new IllegalStateException("This JVM lacks the module jdk.unsupported.", unavailable);
        }
        return signals;
    }

    /** Waits for the first signal. */
    void await() throws InterruptedException {
        asked.await();
    }

    @SuppressWarnings("unused") // by name, below
    private void received(int status) {
        if (first.getAndSet(false)) {
            asked.countDown();
        } else {
            Runtime.getRuntime().halt(status);
        }
    }

    private void on(String name, int status) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        MethodHandle received = MethodHandles.lookup()
                .bind(this, "received", MethodType.methodType(void.class, int.class));
        MethodHandle mine = MethodHandles.dropArguments(MethodHandles.insertArguments(received, 0, status), 0, signal);
        signal.getMethod("handle", signal, handler)
                .invoke(
                        null,
                        signal.getConstructor(String.class).newInstance(name),
                        MethodHandleProxies.asInterfaceInstance(handler, mine));
    }
}
