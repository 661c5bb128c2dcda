package dev.octavo.runtime.plan;

/** A prepared operator that waits for a shape. */
@FunctionalInterface
interface Binder {

    Command bind(StepTensors tensors);
}
