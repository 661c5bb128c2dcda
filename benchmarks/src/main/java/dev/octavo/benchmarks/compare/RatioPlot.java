package dev.octavo.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/** Bars of ratios beside a line at 1. */
final class RatioPlot {

    /** A ratio and what it is of. */
    record Bar(String name, double ratio) {}

    private static final int HEIGHT = 22;
    private static final int NAMES = 260;
    private static final int WIDTH = 480;

    private RatioPlot() {}

    static String svg(List<Bar> bars) {
        double most = Math.max(1, bars.stream().mapToDouble(Bar::ratio).max().orElse(1));
        double unit = WIDTH / most;
        int bottom = HEIGHT * (bars.size() + 1);
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<text x=\"4\" y=\"15\">tokens per second: Octavo / llama.cpp</text>%n",
                NAMES + WIDTH + 60,
                bottom + 4));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int top = HEIGHT * (i + 1);
            String name = bar.name().replace("&", "&amp;").replace("<", "&lt;");
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"4\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                    top + 15,
                    name,
                    NAMES,
                    top + 2,
                    bar.ratio() * unit,
                    HEIGHT - 4,
                    bar.ratio() >= 1 ? "#2a7" : "#c63",
                    NAMES + bar.ratio() * unit + 4,
                    top + 15,
                    bar.ratio()));
        }
        return out.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"black\"/>%n</svg>%n",
                        NAMES + unit,
                        HEIGHT,
                        bottom))
                .toString();
    }
}
