package dev.octavo.runtime.template.syntax;

/**
 * One token.
 *
 * @param value the text of a name, operator or data; the decoded value of a literal (String, Long, BigInteger, Double)
 */
record Token(TokenType type, Object value, int line, int column) {

    boolean name(String name) {
        return type == TokenType.NAME && value.equals(name);
    }

    boolean operator(String operator) {
        return type == TokenType.OPERATOR && value.equals(operator);
    }

    String text() {
        return value.toString();
    }

    String describe() {
        return switch (type) {
            case DATA -> "template data / text";
            case VARIABLE_BEGIN -> "begin of print statement";
            case VARIABLE_END -> "end of print statement";
            case BLOCK_BEGIN -> "begin of statement block";
            case BLOCK_END -> "end of statement block";
            case EOF -> "end of template";
            case STRING -> "string";
            case INTEGER -> "integer";
            case FLOAT -> "float";
            case NAME, OPERATOR -> text();
        };
    }
}
