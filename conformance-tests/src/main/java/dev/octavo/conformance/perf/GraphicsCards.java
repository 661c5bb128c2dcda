package dev.octavo.conformance.perf;

import dev.octavo.spi.Backend;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Support;

/** Cases that would take a processor minutes. */
final class GraphicsCards {

    private GraphicsCards() {}

    /** What a backend answers, if it is for a graphics card. */
    static Support only(Backend backend, Support support) {
        return backend.device().kind() == DeviceKind.CPU
                ? new Support.Unsupported("measured on graphics cards only")
                : support;
    }
}
