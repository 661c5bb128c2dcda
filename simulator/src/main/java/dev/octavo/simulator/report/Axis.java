package dev.octavo.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From figures to pixels, with ticks at round numbers. */
final class Axis {

    private final double low;
    private final double high;
    private final boolean logarithmic;
    private final double from;
    private final double to;

    private Axis(double low, double high, boolean logarithmic, double from, double to) {
        this.low = low;
        this.high = high;
        this.logarithmic = logarithmic;
        this.from = from;
        this.to = to;
    }

    /** From 0 to at least the greatest figure. */
    static Axis linear(double highest, double from, double to) {
        double step = step(highest);
        return new Axis(0, Math.max(step, Math.ceil(highest / step - 1e-9) * step), false, from, to);
    }

    /** Between the powers of ten around positive figures. */
    static Axis logarithmic(double lowest, double highest, double from, double to) {
        double low = Math.floor(Math.log10(lowest));
        double high = Math.max(low + 1, Math.ceil(Math.log10(highest)));
        return new Axis(low, high, true, from, to);
    }

    double pixel(double value) {
        double at = logarithmic ? Math.log10(Math.max(value, Math.pow(10, low))) : value;
        return from + (Math.clamp(at, low, high) - low) / (high - low) * (to - from);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double power = low; power <= high; power++) {
                ticks.add(Math.pow(10, power));
            }
            return ticks;
        }
        double step = step(high);
        for (int i = 0; i * step <= high * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    static String label(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        if (text.contains("e")) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /** 1, 2 or 5 times a power of ten, so that there are four to ten steps. */
    private static double step(double highest) {
        if (!(highest > 0) || Double.isInfinite(highest)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(highest)));
        double share = highest / power;
        return share > 5 ? power : share > 2 ? power / 2 : power / 5;
    }
}
