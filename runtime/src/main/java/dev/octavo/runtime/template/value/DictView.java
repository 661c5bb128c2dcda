package dev.octavo.runtime.template.value;

import java.util.List;

/** What {@code dict.keys()}, {@code values()} and {@code items()} return. */
public record DictView(PyDict dict, Kind kind) {

    /** Which part of the dict. */
    public enum Kind {
        KEYS("dict_keys"),
        VALUES("dict_values"),
        ITEMS("dict_items");

        private final String typeName;

        Kind(String typeName) {
            this.typeName = typeName;
        }
    }

    public String typeName() {
        return kind.typeName;
    }

    public List<Object> list() {
        return switch (kind) {
            case KEYS -> dict.keys();
            case VALUES -> dict.values();
            case ITEMS -> dict.items();
        };
    }
}
