package dev.octavo.backend.opencl;

import java.util.Set;

/** What command buffers of a device can be used for. */
enum CommandBufferUse {
    /** It has none, or none for queues as this backend makes them. */
    NONE,
    /** One has to have run before it is enqueued again. */
    IN_TURN,
    /** One can be enqueued any number of times. */
    SIMULTANEOUS;

    private static final int CAPABILITIES = 0x12A9;
    private static final int REQUIRED_QUEUE_PROPERTIES = 0x12AA;
    private static final long SIMULTANEOUS_USE = 1 << 2;

    static CommandBufferUse of(Set<String> extensions, InfoReader.Query device) {
        if (!extensions.contains("cl_khr_command_buffer")
                || InfoReader.number(device, REQUIRED_QUEUE_PROPERTIES) != 0) {
            return NONE;
        }
        return (InfoReader.number(device, CAPABILITIES) & SIMULTANEOUS_USE) != 0 ? SIMULTANEOUS : IN_TURN;
    }
}
