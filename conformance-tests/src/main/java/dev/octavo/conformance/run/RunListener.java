package dev.octavo.conformance.run;

import dev.octavo.conformance.session.DeviceCard;

/** Told what happens while it happens, by one thread at a time. */
public interface RunListener {

    /** Hears nothing. */
    RunListener SILENT = new RunListener() {};

    /** The backend is open. */
    default void opened(DeviceCard device, int cases) {}

    /** A case begins. */
    default void began(String id) {}

    /** A case has ended. */
    default void ended(CaseResult result) {}
}
