package dev.octavo.conformance.check;

import dev.octavo.conformance.ffi.GuardPages;

/** How this host notices that a backend reads past the end of host memory, for reports. */
public final class HostGuard {

    private HostGuard() {}

    /** One sentence. */
    public static String describe() {
        return GuardPages.open().isPresent()
                ? "host memory ends before a page that nobody may touch, so reading too far crashes the process"
                : "this system gives no guard pages (it is not Linux, or native access is denied): host memory ends before guard"
                        + " bytes, and reading past it goes unnoticed";
    }
}
