package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.PyObject;
import java.util.List;
import java.util.Map;

/** A value that templates can call. */
interface Callable extends PyObject {

    Object call(Run run, List<Object> positional, Map<String, Object> named);
}
