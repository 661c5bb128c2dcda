package dev.octavo.runtime.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Arithmetic of Python's ints, bools and floats. Operands are numbers; ints are Long where they fit, else BigInteger. */
public final class Numbers {

    /** Bits that an int may have; Python has no limit, a sandbox needs one. */
    private static final int MAX_BITS = 1 << 14;

    private Numbers() {}

    /** A BigInteger only where long does not hold the value. */
    public static Object reduce(BigInteger value) {
        if (value.bitLength() < 64) {
            return value.longValue();
        }
        if (value.bitLength() > MAX_BITS) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "integer of more than " + MAX_BITS + " bits");
        }
        return value;
    }

    public static BigInteger big(Object integer) {
        return switch (integer) {
            case BigInteger big -> big;
            case Boolean bool -> bool ? BigInteger.ONE : BigInteger.ZERO;
            default -> BigInteger.valueOf((Long) integer);
        };
    }

    /** The steps that an operation on these takes; one, unless they are large. */
    static long cost(Object left, Object right) {
        if (!(left instanceof BigInteger) && !(right instanceof BigInteger)) {
            return 0;
        }
        long a = left instanceof BigInteger big ? big.bitLength() / 64 : 1;
        long b = right instanceof BigInteger big ? big.bitLength() / 64 : 1;
        return 8 + a + b + a * b / 8;
    }

    /** A bool as an int, anything else unchanged. */
    static Object plain(Object number) {
        return number instanceof Boolean bool ? (Object) (bool ? 1L : 0L) : number;
    }

    /** @throws EvalError if the int is too large for a float */
    public static double toDouble(Object number) {
        Object plain = plain(number);
        if (plain instanceof BigInteger big) {
            double value = big.doubleValue();
            if (Double.isInfinite(value)) {
                throw new EvalError(EvalError.Kind.OVERFLOW, "int too large to convert to float");
            }
            return value;
        }
        return ((Number) plain).doubleValue();
    }

    private static boolean anyDouble(Object left, Object right) {
        return left instanceof Double || right instanceof Double;
    }

    public static Object add(Object left, Object right) {
        if (anyDouble(left, right)) {
            return toDouble(left) + toDouble(right);
        }
        if (plain(left) instanceof Long a && plain(right) instanceof Long b) {
            long sum = a + b;
            if (((a ^ sum) & (b ^ sum)) >= 0) {
                return sum;
            }
        }
        return reduce(big(left).add(big(right)));
    }

    public static Object subtract(Object left, Object right) {
        if (anyDouble(left, right)) {
            return toDouble(left) - toDouble(right);
        }
        return reduce(big(left).subtract(big(right)));
    }

    public static Object multiply(Object left, Object right) {
        if (anyDouble(left, right)) {
            return toDouble(left) * toDouble(right);
        }
        BigInteger a = big(left);
        BigInteger b = big(right);
        if (a.bitLength() + b.bitLength() > MAX_BITS + 1) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "integer of more than " + MAX_BITS + " bits");
        }
        return reduce(a.multiply(b));
    }

    public static Object divide(Object left, Object right) {
        double divisor = toDouble(right);
        if (divisor == 0) {
            throw zero(anyDouble(left, right) ? "float division by zero" : "division by zero");
        }
        if (!anyDouble(left, right) && (big(left).bitLength() > 53 || big(right).bitLength() > 53)) {
            return exactQuotient(big(left), big(right));
        }
        return toDouble(left) / divisor;
    }

    /** The quotient of ints beyond 2^53, rounded once. */
    private static double exactQuotient(BigInteger left, BigInteger right) {
        double value = new BigDecimal(left)
                .divide(new BigDecimal(right), new java.math.MathContext(800))
                .doubleValue();
        if (Double.isInfinite(value)) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "integer division result too large for a float");
        }
        return value;
    }

    public static Object floorDivide(Object left, Object right) {
        if (anyDouble(left, right)) {
            double b = toDouble(right);
            if (b == 0) {
                throw zero("float floor division by zero");
            }
            double a = toDouble(left);
            double remainder = floorRemainder(a, b);
            double quotient = (a - remainder) / b;
            return quotient == 0 ? Math.copySign(0.0, a / b) : floorNear(quotient);
        }
        if (plain(left) instanceof Long a && plain(right) instanceof Long b && b != 0 && a != Long.MIN_VALUE) {
            return Math.floorDiv(a, b);
        }
        return reduce(divideFloor(big(left), big(right))[0]);
    }

    private static double floorNear(double quotient) {
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    public static Object modulo(Object left, Object right) {
        if (anyDouble(left, right)) {
            double b = toDouble(right);
            if (b == 0) {
                throw zero("float modulo");
            }
            return floorRemainder(toDouble(left), b);
        }
        if (plain(left) instanceof Long a && plain(right) instanceof Long b && b != 0) {
            return Math.floorMod(a, b);
        }
        return reduce(divideFloor(big(left), big(right))[1]);
    }

    private static double floorRemainder(double a, double b) {
        double remainder = a % b;
        if (remainder == 0) {
            return Math.copySign(0.0, b);
        }
        return (b < 0) == (remainder < 0) ? remainder : remainder + b;
    }

    private static BigInteger[] divideFloor(BigInteger left, BigInteger right) {
        if (right.signum() == 0) {
            throw zero("integer division or modulo by zero");
        }
        BigInteger[] result = left.divideAndRemainder(right);
        if (result[1].signum() != 0 && result[1].signum() != right.signum()) {
            result[0] = result[0].subtract(BigInteger.ONE);
            result[1] = result[1].add(right);
        }
        return result;
    }

    public static Object power(Object base, Object exponent) {
        if (anyDouble(base, exponent) || big(exponent).signum() < 0) {
            return floatPower(toDouble(base), toDouble(exponent));
        }
        BigInteger b = big(base);
        BigInteger e = big(exponent);
        if (b.bitLength() <= 1 && b.abs().compareTo(BigInteger.ONE) <= 0) {
            boolean negative = b.signum() < 0 && e.testBit(0);
            return e.signum() == 0 ? 1L : negative ? -1L : (long) b.abs().intValue();
        }
        if (e.bitLength() > 20 || (long) (b.bitLength() - 1) * e.intValue() > MAX_BITS) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "integer of more than " + MAX_BITS + " bits");
        }
        return reduce(b.pow(e.intValue()));
    }

    private static Object floatPower(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw zero("0.0 cannot be raised to a negative power");
        }
        if (base == 1) {
            return 1.0;
        }
        if (base < 0 && !Double.isInfinite(base) && exponent != Math.rint(exponent)) {
            throw EvalError.type("complex numbers are not supported");
        }
        double result = Math.pow(base, exponent);
        if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "(34, 'Numerical result out of range')");
        }
        return result;
    }

    public static Object negate(Object number) {
        return number instanceof Double value
                ? (Object) (-value)
                : reduce(big(number).negate());
    }

    public static Object absolute(Object number) {
        return number instanceof Double value
                ? (Object) Math.abs(value)
                : reduce(big(number).abs());
    }

    /** Exact comparison; unordered (NaN) gives {@code null}'s stand-in {@link Integer#MIN_VALUE}. */
    static int compare(Object left, Object right) {
        Object a = plain(left);
        Object b = plain(right);
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x.isNaN() || y.isNaN() ? Integer.MIN_VALUE : x < y ? -1 : x > y ? 1 : 0;
        }
        if (a instanceof Long x && b instanceof Double y && Math.abs(x) < 1L << 53 && !y.isNaN()) {
            return x < y ? -1 : x > y ? 1 : 0;
        }
        if (a instanceof Double x && b instanceof Long y && Math.abs(y) < 1L << 53 && !x.isNaN()) {
            return x < y ? -1 : x > y ? 1 : 0;
        }
        if (a instanceof Double x && !Double.isFinite(x)) {
            return x.isNaN() ? Integer.MIN_VALUE : x > 0 ? 1 : -1;
        }
        if (b instanceof Double y && !Double.isFinite(y)) {
            return y.isNaN() ? Integer.MIN_VALUE : y > 0 ? -1 : 1;
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static BigDecimal decimal(Object number) {
        return number instanceof Double value ? new BigDecimal(value) : new BigDecimal(big(number));
    }

    private static EvalError zero(String message) {
        return new EvalError(EvalError.Kind.ZERO_DIVISION, message);
    }
}
