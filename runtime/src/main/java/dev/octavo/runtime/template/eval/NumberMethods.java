package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Numbers;
import dev.octavo.runtime.template.value.PyTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Attributes and methods of int, bool and float. */
final class NumberMethods {

    private static final Signature NONE = Signature.of("number method", "/");

    private NumberMethods() {}

    static @Nullable Object find(Object number, String name) {
        boolean real = number instanceof Double;
        return switch (name) {
            case "real" -> plain(number);
            case "imag" -> real ? (Object) 0.0 : (Object) 0L;
            case "numerator" -> real ? null : plain(number);
            case "denominator" -> real ? null : (Object) 1L;
            case "conjugate" -> method(name, () -> plain(number));
            case "is_integer" -> real ? method(name, () -> isInteger((Double) number)) : null;
            case "bit_length" ->
                real
                        ? null
                        : method(name, () -> (long) Numbers.big(number).abs().bitLength());
            case "bit_count" ->
                real
                        ? null
                        : method(name, () -> (long) Numbers.big(number).abs().bitCount());
            case "as_integer_ratio" -> method(name, () -> ratio(number));
            default -> null;
        };
    }

    private static Object plain(Object number) {
        return number instanceof Double ? number : Numbers.reduce(Numbers.big(number));
    }

    private static boolean isInteger(double number) {
        return Double.isFinite(number) && number == Math.rint(number);
    }

    private static Object method(String name, java.util.function.Supplier<Object> body) {
        return Builtin.method(name, (run, args, named) -> {
            NONE.bind(args, named);
            run.budget.steps(500);
            return body.get();
        });
    }

    private static Object ratio(Object number) {
        if (!(number instanceof Double value)) {
            return PyTuple.of(plain(number), 1L);
        }
        BigDecimal exact = new BigDecimal(value);
        BigInteger numerator = exact.unscaledValue();
        BigInteger denominator = BigInteger.ONE;
        if (exact.scale() > 0) {
            denominator = BigInteger.TEN.pow(exact.scale());
        } else {
            numerator = exact.toBigInteger();
        }
        BigInteger divisor = numerator.gcd(denominator);
        return PyTuple.of(Numbers.reduce(numerator.divide(divisor)), Numbers.reduce(denominator.divide(divisor)));
    }
}
