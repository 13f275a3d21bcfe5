package dev.ballast.proxy.transport;

/** A connection that is being made. */
public interface Connecting {
    /** Gives up; its {@link ConnectHandler} hears nothing more. */
    void cancel();
}
