package dev.octavo.runtime.template.eval;

/** What a variable holds that has no value. */
enum Missing {
    MISSING
}
