package dev.octavo.spi;

/**
 * The version of this interface. A backend fits where the majors are equal and the minor that it requires is not newer than the runtime's.
 *
 * @param major raised by an incompatible change
 * @param minor raised by an addition
 */
public record SpiVersion(int major, int minor) implements Comparable<SpiVersion> {

    /** Major version of this jar; a compile-time constant, so that a backend's jar keeps the number that it was built for. */
    public static final int MAJOR = 0;

    /** Minor version of this jar; a compile-time constant like {@link #MAJOR}. */
    public static final int MINOR = 4;

    /** The version of the running jar. */
    public static SpiVersion current() {
        return new SpiVersion(MAJOR, MINOR);
    }

    /** Whether a backend that requires {@code required} can be loaded by a runtime of this version. */
    public boolean accepts(SpiVersion required) {
        return required.major == major && required.minor <= minor;
    }

    @Override
    public int compareTo(SpiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
