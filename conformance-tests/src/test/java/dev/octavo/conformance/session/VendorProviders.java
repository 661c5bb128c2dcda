package dev.octavo.conformance.session;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import java.util.List;
import java.util.stream.Stream;

/** Providers that cannot be used, each for a reason of its own. */
final class VendorProviders {

    private VendorProviders() {}

    /** Has no device. */
    public static class Gone implements BackendProvider {
        @Override
        public String id() {
            return "gone";
        }

        @Override
        public SpiVersion requires() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Probe probe() {
            return new Probe.Unavailable("libgone.so.3 is missing", "install the package gone-runtime");
        }

        @Override
        public Backend open(DeviceInfo device, BackendOptions options) {
            throw new IllegalStateException("nothing to open");
        }
    }

    /** Has the id of another. */
    public static final class Twin extends Gone {}

    /** Was built for an SPI that is still to come. */
    public static final class Future extends Gone {
        @Override
        public String id() {
            return "future";
        }

        @Override
        public SpiVersion requires() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR + 1);
        }
    }

    /** Tells which classes it can see. */
    public static final class Curious extends Gone {

        @Override
        public String id() {
            return "curious";
        }

        @Override
        public Probe probe() {
            List<String> seen = Stream.of(
                            "dev.octavo.spi.Backend",
                            "dev.octavo.conformance.Main",
                            "dev.octavo.conformance.check.ConformanceSuite",
                            "org.junit.jupiter.api.Test")
                    .filter(Curious::sees)
                    .toList();
            return new Probe.Unavailable("it sees " + seen, "nothing");
        }

        private static boolean sees(String name) {
            try {
                Class.forName(name, false, Curious.class.getClassLoader());
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    /** Cannot even be made. */
    public static final class Broken extends Gone {
        /** Throws. */
        public Broken() {
            throw new IllegalStateException("no driver");
        }
    }
}
