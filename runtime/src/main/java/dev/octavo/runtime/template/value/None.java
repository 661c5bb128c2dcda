package dev.octavo.runtime.template.value;

/** Python's None. */
public enum None {
    NONE
}
