package dev.octavo.runtime.template.value;

/** Python's {@code bool()}. */
public final class Truth {

    private Truth() {}

    public static boolean of(Object value) {
        return switch (value) {
            case Boolean bool -> bool;
            case String text -> !text.isEmpty();
            case Markup markup -> !markup.text().isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case None none -> false;
            case Sequence sequence -> !sequence.items().isEmpty();
            case PyDict dict -> dict.size() != 0;
            case DictView view -> view.dict().size() != 0;
            case PyRange range -> range.size() != 0;
            case Undefined undefined -> false;
            default -> true;
        };
    }
}
