package dev.ballast.proxy.budget;

/** What a process has and uses. From one thread. */
public interface Memory {
    /** Bytes that it may use. The same at every time. */
    long budget();

    /** Bytes that it uses and cannot do without: garbage and what the kernel can take back do not count. */
    long used();
}
