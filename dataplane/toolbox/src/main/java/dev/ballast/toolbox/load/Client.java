package dev.ballast.toolbox.load;

/** Carries requests to the targets and brings their answers, on connections that it keeps. */
sealed interface Client extends AutoCloseable permits Http1Client, Http2Client {
    /** Looks after the kept connection to a target; the time that this takes belongs to no request. */
    void prepare(int target);

    /**
     * Sends the target's request and waits for the whole answer.
     *
     * @param target its place among the targets
     */
    Response ask(int target) throws RequestFailed, InterruptedException;

    @Override
    void close();
}
