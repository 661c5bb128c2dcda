package dev.octavo.runtime.tokenizer.text;

import java.lang.Character.UnicodeScript;
import org.jspecify.annotations.Nullable;

/**
 * Properties of characters as the reference implementation sees them. Its parts carry Unicode tables of different ages, between 8 and 17;
 * the ranges below are where such a table answers otherwise than that of the JDK.
 */
public final class Categories {

    /** Punctuation since Unicode 9. */
    private static final Ranges NOT_PUNCTUATION = new Ranges(
            "61D 9FD A76 C77 C84 1B4E-1B4F 1B7D-1B7F 2E43-2E4F 2E52-2E5D 10D6E 10EAD 10F55-10F59 10F86-10F89 "
                    + "113D4-113D5 113D7-113D8 1144B-1144F 1145A-1145B 1145D 11660-1166C 116B9 1183B 11944-11946 119E2 "
                    + "11A3F-11A46 11A9A-11A9C 11A9E-11AA2 11B00-11B09 11BE1 11C41-11C45 11C70-11C71 11EF7-11EF8 "
                    + "11F43-11F4F 11FFF 12FF1-12FF2 16D6D-16D6F 16E97-16E9A 16FE2 1E5FF 1E95E-1E95F");

    /** Punctuation before, a symbol or a mark today. */
    private static final Ranges ONCE_PUNCTUATION = new Ranges("166D 111C9");

    /** Format characters since Unicode 9. */
    private static final Ranges NOT_OTHER = new Ranges("890-891 8E2 110CD 13430-1343F");

    /** Non-spacing marks since Unicode 9. */
    private static final Ranges NOT_NON_SPACING =
            new Ranges("7FD 897-89F 8CA-8E1 9FE AFA-AFF B55 C04 C3C D00 D3B-D3C D81 EBA ECE 180F 1885-1886 1ABF-1ACE "
                    + "1DF6-1DFB A82C A8C5 A8FF A9BD 10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFC-10EFF 10F46-10F50 "
                    + "10F82-10F85 11070 11073-11074 110C2 111C9 111CF 1123E 11241 1133B 113BB-113C0 113CE 113D0 113D2 "
                    + "113E1-113E2 11438-1143F 11442-11444 11446 1145E 1182F-11837 11839-1183A 1193B-1193C 1193E 11943 "
                    + "119D4-119D7 119DA-119DB 119E0 11A01-11A0A 11A33-11A38 11A3B-11A3E 11A47 11A51-11A56 11A59-11A5B "
                    + "11A8A-11A96 11A98-11A99 11C30-11C36 11C38-11C3D 11C3F 11C92-11CA7 11CAA-11CB0 11CB2-11CB3 "
                    + "11CB5-11CB6 11D31-11D36 11D3A 11D3C-11D3D 11D3F-11D45 11D47 11D90-11D91 11D95 11D97 11EF3-11EF4 "
                    + "11F00-11F01 11F36-11F3A 11F40 11F42 11F5A 13440 13447-13455 1611E-16129 1612D-1612F 16F4F 16FE4 "
                    + "1CF00-1CF2D 1CF30-1CF46 1E000-1E006 1E008-1E018 1E01B-1E021 1E023-1E024 1E026-1E02A 1E08F "
                    + "1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF 1E944-1E94A");

    /** Non-spacing before, spacing today. */
    private static final Ranges ONCE_NON_SPACING = new Ranges("1734 1171E");

    /** Marks since Unicode 10. */
    private static final Ranges NOT_MARK = new Ranges(
            "7FD 897-89F 8CA-8D3 9FE AFA-AFF B55 C04 C3C CF3 D00 D3B-D3C D81 EBA ECE 1715 180F 1ABF-1ACE 1CF7 "
                    + "1DF6-1DFA A82C A8FF 10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFC-10EFF 10F46-10F50 10F82-10F85 11070 "
                    + "11073-11074 110C2 11145-11146 111C9 111CE-111CF 11241 1133B 113B8-113C0 113C2 113C5 113C7-113CA "
                    + "113CC-113D0 113D2 113E1-113E2 1145E 1182C-1183A 11930-11935 11937-11938 1193B-1193E 11940 "
                    + "11942-11943 119D1-119D7 119DA-119E0 119E4 11A01-11A0A 11A33-11A39 11A3B-11A3E 11A47 11A51-11A5B "
                    + "11A8A-11A99 11D31-11D36 11D3A 11D3C-11D3D 11D3F-11D45 11D47 11D8A-11D8E 11D90-11D91 11D93-11D97 "
                    + "11EF3-11EF6 11F00-11F01 11F03 11F34-11F3A 11F3E-11F42 11F5A 13440 13447-13455 1611E-1612F 16F4F "
                    + "16F7F-16F87 16FE4 16FF0-16FF1 1CF00-1CF2D 1CF30-1CF46 1E08F 1E130-1E136 1E2AE 1E2EC-1E2EF "
                    + "1E4EC-1E4EF 1E5EE-1E5EF");

    /** Marks before, letters today. */
    private static final Ranges ONCE_MARK = new Ranges("1CF2-1CF3");

    /** Numbers of Unicode 17. */
    private static final Ranges ALSO_NUMERIC = new Ranges("11DE0-11DE9 16FF4-16FF6");

    /** Characters whose script sentencepiece does not know. */
    private static final Ranges NO_SCRIPT = new Ranges(
            "560 588 5EF 61D 7FD-7FF 860-86A 870-88E 890-891 897-89F 8B5 8BE-8D3 9FC-9FE A76 AFA-AFF B55 C04 C3C "
                    + "C5D C77 C84 CDD CF3 D00 D04 D3B-D3C D81 E86 E89 E8C E8E-E93 E98 EA0 EA8-EA9 EAC EBA ECE 170D 1715 "
                    + "171F 180F 1878 1ABF-1ACE 1B4C 1B4E-1B4F 1B7D-1B7F 1C89-1C8A 1C90-1CBA 1CBD-1CBF 1CF7 1CFA 1DF6-1DFA "
                    + "20BF-20C0 23FF 2427-2429 2B97 2BBA-2BBC 2BC9 2BD2-2BEB 2BF0-2BFF 2C2F 2C5F 2E45-2E5D 2FFC-2FFF "
                    + "312E-312F 31BB-31BF 31E4-31E5 31EF 32FF 4DB6-4DBF 9FD6-9FFF A82C A8FE-A8FF AB6A-AB6B FBC2 FD40-FD4F "
                    + "FDCF FDFE-FDFF 1019C 1032D-1032F 10570-1057A 1057C-1058A 1058C-10592 10594-10595 10597-105A1 "
                    + "105A3-105B1 105B3-105B9 105BB-105BC 105C0-105F3 10A34-10A35 10A48 10D00-10D27 10D30-10D39 "
                    + "10D40-10D65 10D69-10D85 10D8E-10D8F 10E80-10EA9 10EAB-10EAD 10EB0-10EB1 10EC2-10EC4 10EFC-10F27 "
                    + "10F30-10F59 10F70-10F89 10FB0-10FCB 10FE0-10FF6 11070-11075 110C2 110CD 11144-11147 111CE-111CF "
                    + "1123F-11241 1133B 11380-11389 1138B 1138E 11390-113B5 113B7-113C0 113C2 113C5 113C7-113CA "
                    + "113CC-113D5 113D7-113D8 113E1-113E2 1145A 1145E-11461 116B8-116B9 116D0-116E3 1171A 11740-11746 "
                    + "11800-1183B 11900-11906 11909 1190C-11913 11915-11916 11918-11935 11937-11938 1193B-11946 "
                    + "11950-11959 119A0-119A7 119AA-119D7 119DA-119E4 11A00-11A47 11A50-11AA2 11AB0-11ABF 11B00-11B09 "
                    + "11BC0-11BE1 11BF0-11BF9 11D00-11D06 11D08-11D09 11D0B-11D36 11D3A 11D3C-11D3D 11D3F-11D47 "
                    + "11D50-11D59 11D60-11D65 11D67-11D68 11D6A-11D8E 11D90-11D91 11D93-11D98 11DA0-11DA9 11EE0-11EF8 "
                    + "11F00-11F10 11F12-11F3A 11F3E-11F5A 11FB0 11FC0-11FF1 11FFF 12F90-12FF2 1342F-13455 13460-143FA "
                    + "16100-16139 16A70-16ABE 16AC0-16AC9 16D40-16D79 16E40-16E9A 16F45-16F4A 16F4F 16F7F-16F87 "
                    + "16FE1-16FE4 16FF0-16FF1 187ED-187F7 18AF3-18CD5 18CFF-18D08 1AFF0-1AFF3 1AFF5-1AFFB 1AFFD-1AFFE "
                    + "1B002-1B122 1B132 1B150-1B152 1B155 1B164-1B167 1B170-1B2FB 1CC00-1CCF9 1CD00-1CEB3 1CF00-1CF2D "
                    + "1CF30-1CF46 1CF50-1CFC3 1D1E9-1D1EA 1D2C0-1D2D3 1D2E0-1D2F3 1D372-1D378 1E030-1E06D 1E08F "
                    + "1E100-1E12C 1E130-1E13D 1E140-1E149 1E14E-1E14F 1E290-1E2AE 1E2C0-1E2F9 1E2FF 1E4D0-1E4F9 "
                    + "1E5D0-1E5FA 1E5FF 1E7E0-1E7E6 1E7E8-1E7EB 1E7ED-1E7EE 1E7F0-1E7FE 1E94B 1EC71-1ECB4 1ED01-1ED3D "
                    + "1F10D-1F10F 1F12F 1F16C-1F16F 1F1AD 1F260-1F265 1F6D3-1F6D7 1F6DC-1F6DF 1F6F7-1F6FC 1F774-1F776 "
                    + "1F77B-1F77F 1F7D5-1F7D9 1F7E0-1F7EB 1F7F0 1F8B0-1F8BB 1F8C0-1F8C1 1F900-1F90F 1F91F 1F928-1F92F "
                    + "1F931-1F932 1F93F 1F94C-1F94F 1F95F-1F97F 1F992-1F9BF 1F9C1-1FA53 1FA60-1FA6D 1FA70-1FA7C "
                    + "1FA80-1FA89 1FA8F-1FAC6 1FACE-1FADC 1FADF-1FAE9 1FAF0-1FAF8 1FB00-1FB92 1FB94-1FBF9 2A6D7-2A6DF "
                    + "2B735-2B739 2CEB0-2EBE0 2EBF0-2EE5D 30000-3134A 31350-323AF");

    /** Characters that normalization leaves alone: decompositions and combining classes since Unicode 10. */
    private static final Ranges INERT = new Ranges(
            "7FD 897-89F 8CA-8D3 9FE C3C D3B-D3C EBA 1715 1ABF-1ACE 1DF6-1DFA 32FF A7F2-A7F4 A82C AB69 105C9 "
                    + "105E4 10781-10785 10787-107B0 107B2-107BA 10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFD-10EFF "
                    + "10F46-10F50 10F82-10F85 11070 1133B 11383 11385 1138E 11391 113C5 113C7-113C8 113CE-113D0 1145E "
                    + "11839-1183A 11938 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42 11D44-11D45 11D97 11F41-11F42 "
                    + "16121-16128 1612F 16D68-16D6A 16FF0-16FF1 1CCD6-1CCF9 1E030-1E06D 1E08F 1E130-1E136 1E2AE "
                    + "1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF 1F16C 1FBF0-1FBF9");

    private Categories() {}

    /** Punctuation of any kind, and all ASCII symbols. */
    public static boolean isPunctuation(int c) {
        if (c < 128) {
            return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> !NOT_PUNCTUATION.contains(c);
            default -> ONCE_PUNCTUATION.contains(c);
        };
    }

    /** Control, format and private use characters. */
    public static boolean isOther(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE -> !NOT_OTHER.contains(c);
            default -> false;
        };
    }

    /** Category Mn. */
    public static boolean isNonSpacingMark(int c) {
        return Character.getType(c) == Character.NON_SPACING_MARK
                ? !NOT_NON_SPACING.contains(c)
                : ONCE_NON_SPACING.contains(c);
    }

    /** Categories Mn, Mc and Me. */
    public static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
                !NOT_MARK.contains(c);
            default -> ONCE_MARK.contains(c);
        };
    }

    /** Categories Nd, Nl and No. */
    public static boolean isNumeric(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> ALSO_NUMERIC.contains(c);
        };
    }

    /** The script of {@code c}, or null where sentencepiece knows none. */
    public static @Nullable UnicodeScript script(int c) {
        if (c == 0x589 || c == 0x61C) {
            return UnicodeScript.COMMON;
        }
        if (c == 0x953 || c == 0x954) {
            return UnicodeScript.DEVANAGARI;
        }
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.UNKNOWN || NO_SCRIPT.contains(c) ? null : script;
    }

    /** Whether normalization treats {@code c} as a character that neither decomposes, composes nor moves. */
    public static boolean isInert(int c) {
        return INERT.contains(c);
    }

    /** The lower-case letter that Unicode 17 gave the capital letter {@code c}, or {@code c}. */
    public static int newLowerCase(int c) {
        if (c == 0xA7CE || c == 0xA7D2 || c == 0xA7D4) {
            return c + 1;
        }
        return c >= 0x16EA0 && c <= 0x16EB8 ? c + 0x1B : c;
    }
}
