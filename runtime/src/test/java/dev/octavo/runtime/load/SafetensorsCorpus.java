package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Good and bad safetensors files, with the verdicts of the reference library (Python safetensors 0.8.0, {@code safe_open}) as they were when this list
 * was made.
 */
final class SafetensorsCorpus {

    /**
     * @param name what is special
     * @param content the file
     * @param reference whether the reference opens it
     * @param octavo whether Octavo opens it; differs from the reference only where Octavo is stricter on purpose
     */
    record Case(String name, MemorySegment content, boolean reference, boolean octavo) {

        byte[] bytes() {
            return content.toArray(ValueLayout.JAVA_BYTE);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String A = entry("F32", "[1]", "[0,4]");

    private final List<Case> cases = new ArrayList<>();

    static List<Case> all() {
        SafetensorsCorpus corpus = new SafetensorsCorpus();
        corpus.layouts();
        corpus.sizes();
        corpus.numbers();
        corpus.metadata();
        corpus.fields();
        corpus.headers();
        corpus.text();
        corpus.dtypes();
        return corpus.cases;
    }

    static byte[] file(long length, byte[] header, int dataBytes) {
        return ByteBuffer.allocate(Long.BYTES + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .array();
    }

    static byte[] file(String header, int dataBytes) {
        byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
        return file(utf8.length, utf8, dataBytes);
    }

    static String entry(String dtype, String shape, String offsets) {
        return String.format(Locale.ROOT, "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}", dtype, shape, offsets);
    }

    private void good(String name, String header, int dataBytes) {
        cases.add(new Case(name, MemorySegment.ofArray(file(header, dataBytes)), true, true));
    }

    private void bad(String name, String header, int dataBytes) {
        cases.add(new Case(name, MemorySegment.ofArray(file(header, dataBytes)), false, false));
    }

    private void stricter(String name, String header, int dataBytes) {
        cases.add(new Case(name, MemorySegment.ofArray(file(header, dataBytes)), true, false));
    }

    private void badBytes(String name, byte[] bytes) {
        cases.add(new Case(name, MemorySegment.ofArray(bytes), false, false));
    }

    private static String a(String shape, String offsets) {
        return "{\"a\":" + entry("F32", shape, offsets) + "}";
    }

    private static String with(String other) {
        return "{" + other + ",\"a\":" + A + "}";
    }

    private void layouts() {
        good("one tensor", "{\"a\":" + A + "}", 4);
        good("no tensor", "{}", 0);
        good("scalar", a("[]", "[0,4]"), 4);
        good("size zero", a("[0]", "[0,0]"), 0);
        String zero = "\"z\":" + entry("F32", "[0,5]", "[0,0]");
        good("size zero at the place of another", with(zero + ",\"y\":" + entry("F32", "[0]", "[4,4]")), 4);
        bad("size zero inside another", with("\"z\":" + entry("F32", "[0,5]", "[2,2]")), 4);
        good("not in order", with("\"b\":" + entry("F32", "[1]", "[4,8]")), 8);
        bad("same bytes twice", with("\"b\":" + A), 4);
        bad("overlap", with("\"b\":" + entry("F32", "[1]", "[2,6]")), 6);
        bad("hole", with("\"b\":" + entry("F32", "[1]", "[5,9]")), 9);
        bad("hole at the start", a("[1]", "[4,8]"), 8);
        bad("bytes left over", a("[1]", "[0,4]"), 5);
        bad("bytes missing", a("[1]", "[0,4]"), 3);
        bad("ends before it begins", a("[1]", "[4,0]"), 4);
        good("strange name", "{\"../x\":" + A + "}", 4);
        good("empty name", "{\"\":" + A + "}", 4);
    }

    private void sizes() {
        bad("shape larger than range", a("[2]", "[0,4]"), 4);
        bad("shape smaller than range", a("[1]", "[0,8]"), 8);
        bad("product overflows to zero", a("[4294967296,4294967296]", "[0,0]"), 0);
        good("zero before an overflow", a("[0,4294967296,4294967296]", "[0,0]"), 0);
        bad("zero after an overflow", a("[4294967296,4294967296,0]", "[0,0]"), 0);
        bad("bits overflow", a("[2305843009213693952]", "[0,0]"), 0);
        good("largest signed dimension and zero", a("[9223372036854775807,0]", "[0,0]"), 0);
        stricter("largest unsigned dimension and zero", a("[18446744073709551615,0]", "[0,0]"), 0);
        bad("beyond 64 bits", a("[18446744073709551616,0]", "[0,0]"), 0);
        bad("offset beyond 63 bits", a("[1]", "[0,18446744073709551615]"), 4);
        String ones = "1" + ",1".repeat(63);
        good("64 dimensions", a("[" + ones + "]", "[0,4]"), 4);
        stricter("65 dimensions", a("[" + ones + ",1]", "[0,4]"), 4);
    }

    private void numbers() {
        bad("negative offset", a("[1]", "[-4,0]"), 4);
        bad("negative dimension", a("[-1]", "[0,4]"), 4);
        bad("negative dimensions", a("[-1,-1]", "[0,4]"), 4);
        bad("fraction", a("[1.0]", "[0,4]"), 4);
        bad("exponent", a("[1e0]", "[0,4]"), 4);
        bad("negative zero", a("[0]", "[-0,0]"), 0);
        bad("leading zero", a("[01]", "[0,4]"), 4);
        bad("text as number", a("[\"1\"]", "[0,4]"), 4);
        bad("not a number", a("[NaN]", "[0,4]"), 4);
        bad("three offsets", a("[1]", "[0,4,4]"), 4);
        bad("one offset", a("[1]", "[0]"), 4);
    }

    private void metadata() {
        good("metadata", with("\"__metadata__\":{\"format\":\"pt\"}"), 4);
        good("null metadata", with("\"__metadata__\":null"), 4);
        bad("number in metadata", with("\"__metadata__\":{\"x\":1}"), 4);
        bad("null in metadata", with("\"__metadata__\":{\"x\":null}"), 4);
        bad("object in metadata", with("\"__metadata__\":{\"x\":{}}"), 4);
        bad("text as metadata", with("\"__metadata__\":\"x\""), 4);
        stricter("metadata key twice", with("\"__metadata__\":{\"x\":\"1\",\"x\":\"2\"}"), 4);
        bad("metadata twice", with("\"__metadata__\":{\"x\":\"1\"},\"__metadata__\":{}"), 4);
    }

    private void fields() {
        stricter("same name twice", with("\"a\":" + A), 4);
        stricter("same name, other tensor", with("\"a\":" + entry("F32", "[2]", "[0,8]")), 4);
        good("unknown field", "{\"a\":" + A.replace("}", ",\"x\":{\"y\":[1,{}]}}") + "}", 4);
        bad("field twice", "{\"a\":" + A.replace("{", "{\"dtype\":\"F32\",") + "}", 4);
        bad("no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4);
        bad("no dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4);
        bad("no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4);
        bad("null entry", "{\"a\":null}", 0);
        stricter("entry as a list", "{\"a\":[\"F32\",[1],[0,4]]}", 4);
        bad("unknown dtype", "{\"a\":" + entry("F33", "[1]", "[0,4]") + "}", 4);
        bad("dtype in small letters", "{\"a\":" + entry("f32", "[1]", "[0,4]") + "}", 4);
    }

    private void headers() {
        badBytes("empty file", new byte[0]);
        badBytes("seven bytes", new byte[7]);
        badBytes("eight bytes", new byte[8]);
        byte[] empty = {'{', '}'};
        badBytes("header longer than the file", file(100, empty, 0));
        badBytes("header one byte longer than the file", file(3, empty, 0));
        badBytes("header over 100 MB", file(100_000_001, empty, 0));
        badBytes("largest length", file(-1, empty, 0));
        badBytes("negative length", file(Long.MIN_VALUE, empty, 0));
        badBytes("length that overflows", file(Long.MAX_VALUE - 4, empty, 0));
        bad("list", "[]", 0);
        bad("null", "null", 0);
        bad("no JSON", "hello!", 0);
        bad("cut off", "{\"a\":{\"dtype\"", 0);
        bad("two objects", "{} {}", 0);
        bad("comma too many", "{\"a\":" + A + ",}", 4);
        good("spaces behind", "{\"a\":" + A + "}    ", 4);
        good("spaces in front", "  {\"a\":" + A + "}", 4);
        bad("zeros behind", "{\"a\":" + A + "}\0\0", 4);
        bad("comment", "{/*x*/\"a\":" + A + "}", 4);
        bad("single quotes", "{'a':" + A + "}", 4);
        String nested = A.replace("}", ",\"x\":%s}");
        good("100 deep", "{\"a\":" + String.format(nested, "[".repeat(100) + "]".repeat(100)) + "}", 4);
        bad("200 deep", "{\"a\":" + String.format(nested, "[".repeat(200) + "]".repeat(200)) + "}", 4);
        bad("a million deep", "[".repeat(1_000_000), 0);
        bad("a million deep inside", "{\"a\":" + "{\"a\":".repeat(1_000_000), 0);
    }

    private void text() {
        good("surrogate pair", "{\"\\ud83d\\ude00\":" + A + "}", 4);
        good("escaped zero", "{\"\\u0000\":" + A + "}", 4);
        bad("lone surrogate", "{\"\\ud800\":" + A + "}", 4);
        bad("control character", "{\"\u0001\":" + A + "}", 4);
        bad("byte order mark", "\uFEFF{\"a\":" + A + "}", 4);
        badBytes("UTF-16", file(4, "{}".getBytes(StandardCharsets.UTF_16LE), 0));
        badBytes("not UTF-8", named(0xFF));
        badBytes("overlong UTF-8", named(0xC0, 0x80));
        badBytes("surrogate in UTF-8", named(0xED, 0xA0, 0x80));
        badBytes("UTF-8 cut off", file(1, new byte[] {(byte) 0xE2}, 0));
    }

    private static byte[] named(int... name) {
        byte[] tail = ("\":" + A + "}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(2 + name.length + tail.length)
                .put((byte) '{')
                .put((byte) '"');
        for (int b : name) {
            header.put((byte) b);
        }
        header.put(tail);
        return file(header.capacity(), header.array(), 4);
    }

    private void dtypes() {
        List<String> known = List.of(
                "F4",
                "F6_E2M3",
                "F6_E3M2",
                "BOOL",
                "U8",
                "I8",
                "F8_E5M2",
                "F8_E4M3",
                "F8_E8M0",
                "F8_E4M3FNUZ",
                "F8_E5M2FNUZ",
                "I16",
                "U16",
                "F16",
                "BF16",
                "I32",
                "U32",
                "F32",
                "C64",
                "F64",
                "I64",
                "U64");
        assertThat(known).hasSameSizeAs(StoredType.values());
        for (String name : known) {
            int bytes = StoredType.valueOf(name).bits() / 2;
            good("dtype " + name, "{\"a\":" + entry(name, "[4]", "[0," + bytes + "]") + "}", bytes);
        }
        for (String name : List.of("C128", "E8M0", "I4", "U4", "F16_")) {
            bad("dtype " + name, "{\"a\":" + entry(name, "[4]", "[0,16]") + "}", 16);
        }
        bad("half a byte", "{\"a\":" + entry("F4", "[1]", "[0,1]") + "}", 1);
        bad("six bits", "{\"a\":" + entry("F6_E2M3", "[1]", "[0,1]") + "}", 1);
    }
}
