package dev.ballast.proxy.main;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What no part of the process can answer for, such as no memory: it is logged, and the process ends rather than limps. */
final class Fatal {
    private static final Logger LOG = LoggerFactory.getLogger(Fatal.class);

    private Fatal() {}

    /** From now on an {@link Error} that nobody catches, on any thread, ends the process with status 1. */
    static void endTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (thrown instanceof Error error) {
                end(error);
            } else {
                LOG.error("Uncaught on {}", thread.getName(), thrown);
            }
        });
    }

    /** Ends it now. */
    static void end(Error error) {
        try {
            LOG.error("The process ends", error);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
