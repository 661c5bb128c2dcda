package dev.octavo.conformance.check;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A process that reads as many bytes of host memory as it has, or one more. */
@SuppressWarnings("restricted") // reading where nothing may be read is what this is for
final class GuardProbe {

    private GuardProbe() {}

    public static void main(String[] args) {
        try (HostMemory host = new HostMemory()) {
            MemorySegment bytes = host.allocate(100);
            long last = bytes.address() + 99 + Integer.parseInt(args[0]);
            byte read = MemorySegment.ofAddress(last).reinterpret(1).get(ValueLayout.JAVA_BYTE, 0);
            // Exit code 7 where reading went well.
            System.exit(read == 0 ? 7 : 8);
        }
    }
}
