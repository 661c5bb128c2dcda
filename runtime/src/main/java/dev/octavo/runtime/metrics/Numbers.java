package dev.octavo.runtime.metrics;

/** Numbers as the Prometheus client libraries write them. */
final class Numbers {

    private Numbers() {}

    /** Always with a decimal point or exponent: {@code 1.0}, {@code 0.25}, {@code 1.2345678e+07}, {@code +Inf}. */
    static String format(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        String text = Double.toString(value);
        int exponent = text.indexOf('E');
        if (exponent < 0) {
            return text;
        }
        String digits = text.substring(0, exponent);
        int power = Integer.parseInt(text.substring(exponent + 1));
        if (digits.endsWith(".0")) {
            digits = digits.substring(0, digits.length() - 2);
        }
        return digits + (power < 0 ? "e-" : "e+") + (Math.abs(power) < 10 ? "0" : "") + Math.abs(power);
    }
}
