package dev.ballast.proxy.admin;

import java.util.function.Supplier;

/** What stands under a path. Asked at any time, from any thread that may block. */
@FunctionalInterface
interface Page {
    Reply answer(Call call) throws InterruptedException;

    /** One that is read only. */
    static Page of(Supplier<Reply> reply) {
        return call -> call.reads() ? reply.get() : Reply.text(405, "This page is read only: expected GET.");
    }
}
