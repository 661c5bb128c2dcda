package dev.octavo.conformance.fork;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a bad backend does to its process when it prepares an operator. */
enum Fault {
    NOTHING {
        @Override
        void strike() {}
    },
    /** Refuses what no backend may refuse; {@link FaultyProvider} does it. */
    NO_ROPE {
        @Override
        void strike() {}
    },
    HALT {
        @Override
        void strike() {
            Runtime.getRuntime().halt(7);
        }
    },
    EXIT {
        @Override
        void strike() {
            System.exit(0);
        }
    },
    WILD_POINTER {
        @Override
        @SuppressWarnings("restricted") // That is the point.
        void strike() {
            MemorySegment.NULL.reinterpret(1L << 30).set(ValueLayout.JAVA_INT, 1 << 20, 1);
        }
    },
    SLEEP {
        @Override
        void strike() {
            sleepForever();
        }
    },
    SPIN {
        @Override
        @SuppressWarnings("InfiniteLoopStatement")
        void strike() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    },
    DEAF_SLEEP {
        @Override
        void strike() {
            while (true) {
                try {
                    Thread.sleep(100_000);
                } catch (InterruptedException e) {
                    // Does not listen.
                }
            }
        }
    },
    ALLOCATE {
        @Override
        @SuppressWarnings("ModifiedButNotUsed") // Held, so that it cannot be collected.
        void strike() {
            List<long[]> held = new ArrayList<>();
            while (true) {
                held.add(new long[1 << 16]);
            }
        }
    },
    OVERFLOW {
        @Override
        void strike() {
            depth(0);
        }
    },
    THROW_OUT_OF_MEMORY {
        @Override
        void strike() {
            throw new OutOfMemoryError("out of handles, says the driver");
        }
    },
    ASSERT {
        @Override
        void strike() {
            throw new AssertionError("tile is not a multiple of 16");
        }
    },
    SNEAK {
        @Override
        void strike() {
            sneak(new IOException("a checked exception"));
        }
    },
    BABBLE {
        @Override
        void strike() {
            System.out.println("said\t1\tjudged\tpassed\t0");
            System.err.println("closed");
            try {
                FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                for (int i = 0; i < 1000; i++) {
                    out.write("opened\tnonsense\0\n".getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    },
    LEAVE_THREADS {
        @Override
        void strike() {
            Thread thread = new Thread(Fault::sleepForever, "left behind");
            thread.setDaemon(false);
            thread.start();
        }
    };

    abstract void strike();

    static void sleepForever() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("InfiniteRecursion") // That is the point.
    private static int depth(int n) {
        return depth(n + 1) + 1;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }
}
