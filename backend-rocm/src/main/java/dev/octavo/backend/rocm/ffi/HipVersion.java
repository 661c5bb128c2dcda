package dev.octavo.backend.rocm.ffi;

/** Versions as the library gives them: major * 10^7 + minor * 10^5 + patch. */
public final class HipVersion {

    /** The oldest whose functions and numbers were compared with its headers. */
    public static final int OLDEST = 50_200_000;

    private HipVersion() {}

    /** 60443484 as 6. */
    public static int major(int version) {
        return version / 10_000_000;
    }

    /** 60443484 as 6.4. */
    public static String text(int version) {
        return major(version) + "." + version / 100_000 % 100;
    }
}
