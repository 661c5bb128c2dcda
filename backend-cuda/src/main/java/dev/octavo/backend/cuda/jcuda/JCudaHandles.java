package dev.octavo.backend.cuda.jcuda;

import dev.octavo.gpu.stream.Handle;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;

/** JCuda's objects that tell their pointers, which JCuda shows to subclasses only. */
final class JCudaHandles {

    private JCudaHandles() {}

    static final class Context extends CUcontext implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Memory extends CUdeviceptr implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Module extends CUmodule implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Function extends CUfunction implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Stream extends CUstream implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Event extends CUevent implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Graph extends CUgraph implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }

    static final class Executable extends CUgraphExec implements Handle {
        @Override
        public long address() {
            return getNativePointer();
        }
    }
}
