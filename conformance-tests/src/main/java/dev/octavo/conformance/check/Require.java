package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** What cases about behaviour require. */
final class Require {

    private Require() {}

    static void that(boolean holds, Check check, String message) {
        if (!holds) {
            throw new Violation(check, message);
        }
    }

    /** Requires an exception of a kind, and gives it. */
    static <T extends RuntimeException> T thrown(Class<T> kind, Check check, String what, Runnable body) {
        RuntimeException thrown = failure(what, check, kind.getSimpleName(), body);
        if (kind.isInstance(thrown)) {
            return kind.cast(thrown);
        }
        throw new Violation(check, what + " has to throw " + kind.getSimpleName() + ", but threw " + thrown);
    }

    /** Requires that something closed refuses to be used. */
    static void closed(String what, Runnable body) {
        thrown(IllegalStateException.class, Check.CLOSED, what, body);
    }

    /** Requires that misuse by the caller is refused as such (R1.6). */
    static void refused(Check check, String what, Runnable body) {
        String wanted = "IllegalArgumentException, IndexOutOfBoundsException or UserException";
        RuntimeException thrown = failure(what, check, wanted, body);
        boolean named = thrown instanceof IllegalArgumentException
                || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof UserException;
        that(named, check, what + " has to throw " + wanted + ", but threw " + thrown);
        that(
                thrown.getMessage() != null && !thrown.getMessage().isBlank(),
                check,
                what + " is refused without a message that says what was wrong");
    }

    private static RuntimeException failure(String what, Check check, String wanted, Runnable body) {
        try {
            body.run();
        } catch (Violation e) {
            throw e;
        } catch (RuntimeException e) {
            return e;
        }
        throw new Violation(check, what + " has to throw " + wanted + ", but returned");
    }

    /** Requires that what lies in a buffer is what it should be. */
    static void bytes(CommandQueue queue, DeviceBuffer buffer, byte[] expected, Check check, String what) {
        MemorySegment target = Host.zeros(expected.length);
        queue.download(buffer, 0, target);
        queue.await();
        same(target.toArray(ValueLayout.JAVA_BYTE), expected, check, what);
    }

    /** Requires equal bytes. */
    static void same(byte[] got, byte[] expected, Check check, String what) {
        int at = Arrays.mismatch(got, expected);
        if (at >= 0) {
            String values = at < got.length && at < expected.length
                    ? " is " + (got[at] & 0xFF) + ", expected " + (expected[at] & 0xFF)
                    : " is missing or too much: " + got.length + " bytes, expected " + expected.length;
            throw new Violation(check, what + ": byte " + at + values);
        }
    }
}
