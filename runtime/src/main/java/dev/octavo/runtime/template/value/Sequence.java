package dev.octavo.runtime.template.value;

import java.util.List;

/** A list or tuple; its items never change once it is built. */
public sealed interface Sequence permits PyList, PyTuple, GroupTuple {

    List<Object> items();
}
