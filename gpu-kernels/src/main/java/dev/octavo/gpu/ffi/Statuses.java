package dev.octavo.gpu.ffi;

/** What a library's statuses mean. */
public interface Statuses {

    /**
     * Throws unless a call succeeded.
     *
     * @param call what was called, for the message
     * @throws dev.octavo.spi.DeviceException under the library's own name for the error
     */
    void check(int status, String call);

    /** Whether there was not enough memory. */
    boolean isOutOfMemory(int status);

    /** Whether an event has not been reached. */
    boolean isNotReady(int status);
}
