package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuStream;

/** What a graph enqueues at each launch. */
interface GraphStep {

    void enqueue(GpuStream stream);
}
