package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Arithmetic;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Floats;
import dev.octavo.runtime.template.value.Numbers;
import dev.octavo.runtime.template.value.PercentFormat;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/** Filters over numbers. */
final class NumberFilters {

    private NumberFilters() {}

    static void add(Map<String, Filters.Filter> all) {
        Filters.add(all, "abs", "", (run, v, a) -> {
            if (!Types.isNumber(v)) {
                throw EvalError.type("bad operand type for abs(): '" + Types.name(v) + "'");
            }
            return Numbers.absolute(v);
        });
        Filters.add(all, "int", "default?,base?", NumberFilters::toInt);
        Filters.add(all, "float", "default?", NumberFilters::toFloat);
        Filters.add(all, "round", "precision?,method?", NumberFilters::round);
        Filters.add(all, "filesizeformat", "binary?", (run, v, a) -> fileSize(run.budget, v, a.truth(0)));
    }

    private static Object toInt(Run run, Object value, Args args) {
        try {
            String text = Types.text(value);
            return text != null
                    ? Conversion.parseInt(
                            run.budget, text, args.has(1) ? Conversion.index(run.budget, args.get(1)) : 10)
                    : Conversion.toInt(run.budget, value);
        } catch (EvalError e) {
            requireConversionError(e);
        }
        try {
            return Conversion.toInt(run.budget, Conversion.toFloat(run.budget, value));
        } catch (EvalError e) {
            if (e.pythonKind() != EvalError.Kind.OVERFLOW) {
                requireConversionError(e);
            }
            return args.or(0, 0L);
        }
    }

    private static void requireConversionError(EvalError e) {
        if (e.pythonKind() != EvalError.Kind.TYPE && e.pythonKind() != EvalError.Kind.VALUE) {
            throw e;
        }
    }

    private static Object toFloat(Run run, Object value, Args args) {
        try {
            return Conversion.toFloat(run.budget, value);
        } catch (EvalError e) {
            requireConversionError(e);
            return args.or(0, 0.0);
        }
    }

    private static Object round(Run run, Object value, Args args) {
        String method = args.has(1) ? TextFilters.soft(run, args.get(1)) : "common";
        Object precision = args.or(0, 0L);
        return switch (method) {
            case "common" -> roundCommon(run.budget, value, precision);
            case "ceil", "floor" -> roundTo(run.budget, value, precision, method.equals("ceil"));
            default -> throw new EvalError(EvalError.Kind.FILTER_ARGUMENT, "method must be common, ceil or floor");
        };
    }

    private static Object roundTo(Budget budget, Object value, Object precision, boolean up) {
        Object factor = Arithmetic.binary(budget, "**", 10L, precision);
        Object scaled = Arithmetic.binary(budget, "*", value, factor);
        if (!Types.isNumber(scaled)) {
            throw EvalError.type("must be real number, not " + Types.name(scaled));
        }
        Object whole = scaled instanceof Double number
                ? Conversion.toInt(budget, up ? Math.ceil(number) : Math.floor(number))
                : scaled;
        return Arithmetic.binary(budget, "/", whole, factor);
    }

    private static Object roundCommon(Budget budget, Object value, Object precision) {
        if (value instanceof Undefined || !Types.isNumber(value)) {
            throw EvalError.type("type " + Types.name(value) + " doesn't define __round__ method");
        }
        boolean none = precision == dev.octavo.runtime.template.value.None.NONE;
        long digits = none ? 0 : Conversion.index(budget, precision);
        if (value instanceof Double number) {
            double rounded = Floats.round(number, (int) Math.max(-400, Math.min(400, digits)));
            return none ? Conversion.toInt(budget, rounded) : (Object) rounded;
        }
        if (digits >= 0) {
            return Numbers.reduce(Numbers.big(value));
        }
        if (digits < -50_000) {
            return 0L;
        }
        BigInteger rounded = new BigDecimal(Numbers.big(value))
                .setScale((int) digits, RoundingMode.HALF_EVEN)
                .toBigInteger();
        return Numbers.reduce(rounded);
    }

    private static String fileSize(Budget budget, Object value, boolean binary) {
        double bytes = Conversion.toFloat(budget, value);
        double base = binary ? 1024 : 1000;
        String[] prefixes = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
        if (bytes == 1) {
            return "1 Byte";
        }
        if (bytes < base) {
            return Conversion.toInt(budget, bytes) + " Bytes";
        }
        int i = 0;
        double unit = base * base;
        while (i < prefixes.length - 1 && !(bytes < unit)) {
            i++;
            unit *= base;
        }
        String number = PercentFormat.format(budget, "%.1f", PyTuple.of(base * bytes / unit), false);
        return number + " " + (binary ? prefixes[i].toUpperCase(java.util.Locale.ROOT) + "iB" : prefixes[i] + "B");
    }
}
