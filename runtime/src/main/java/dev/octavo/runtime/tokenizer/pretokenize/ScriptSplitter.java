package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.text.Categories;
import dev.octavo.runtime.tokenizer.text.Segments;
import java.lang.Character.UnicodeScript;
import org.jspecify.annotations.Nullable;

/** Cuts where the script changes, as sentencepiece does: Japanese scripts count as one, spaces belong to any. */
final class ScriptSplitter implements PreTokenizer {

    private static final int PROLONGED_SOUND_MARK = 0x30FC;

    @Override
    public Segments apply(Segments segments) {
        Segments result = new Segments(segments.text(), segments.count() * 2);
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                result.addToken(segments.token(i));
            } else {
                split(segments, i, result);
            }
        }
        return result;
    }

    private static void split(Segments segments, int i, Segments result) {
        int firstEnd = segments.start(i) + segments.first(i);
        int start = -1;
        UnicodeScript last = null;
        for (int at = segments.start(i); at < segments.end(i); ) {
            int c = Character.codePointAt(segments.text(), at, segments.end(i));
            UnicodeScript script = script(c);
            if (script != null && script != last) {
                if (start >= 0) {
                    result.add(start, at, firstEnd - start);
                }
                start = at;
            }
            last = script == null ? last : script;
            at += Character.charCount(c);
        }
        if (start >= 0) {
            result.add(start, segments.end(i), firstEnd - start);
        }
    }

    private static @Nullable UnicodeScript script(int c) {
        if (c == ' ') {
            return null;
        }
        UnicodeScript script = Categories.script(c);
        boolean japanese =
                script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA || c == PROLONGED_SOUND_MARK;
        return japanese ? UnicodeScript.HAN : script;
    }
}
