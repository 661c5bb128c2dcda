package dev.octavo.simulator.report;

import java.util.List;
import java.util.Locale;

/** A chart of lines as an SVG element that needs nothing from outside. */
final class SvgChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 34;
    private static final int BOTTOM = 48;
    private static final String[] COLOURS = {
        "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#7f7f7f"
    };

    private final String title;
    private final String xName;
    private final String yName;
    private final boolean logX;
    private final StringBuilder svg = new StringBuilder();

    SvgChart(String title, String xName, String yName, boolean logX) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
        this.logX = logX;
    }

    String draw(List<Curve> curves) {
        svg.setLength(0);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, escape(title));
        text(WIDTH / 2.0, 18, "middle", title);
        Axis x = xAxis(curves);
        Axis y = Axis.linear(greatest(curves, false), HEIGHT - BOTTOM, TOP);
        grid(x, y);
        for (int i = 0; i < curves.size(); i++) {
            line(curves.get(i), x, y, COLOURS[i % COLOURS.length]);
            legend(curves.get(i).name(), i);
        }
        svg.append("</svg>\n");
        return svg.toString();
    }

    private Axis xAxis(List<Curve> curves) {
        double greatest = greatest(curves, true);
        if (!logX) {
            return Axis.linear(greatest, LEFT, WIDTH - RIGHT);
        }
        double least = greatest;
        for (Curve curve : curves) {
            for (double value : curve.x()) {
                least = value > 0 ? Math.min(least, value) : least;
            }
        }
        return Axis.logarithmic(Math.max(least, 1e-9), Math.max(greatest, 1e-9), LEFT, WIDTH - RIGHT);
    }

    private static double greatest(List<Curve> curves, boolean ofX) {
        double greatest = 0;
        for (Curve curve : curves) {
            for (double value : ofX ? curve.x() : curve.y()) {
                greatest = Double.isFinite(value) ? Math.max(greatest, value) : greatest;
            }
        }
        return greatest;
    }

    private void grid(Axis x, Axis y) {
        for (double tick : x.ticks()) {
            rule(x.pixel(tick), TOP, x.pixel(tick), HEIGHT - BOTTOM);
            text(x.pixel(tick), HEIGHT - BOTTOM + 16, "middle", Axis.label(tick));
        }
        for (double tick : y.ticks()) {
            rule(LEFT, y.pixel(tick), WIDTH - RIGHT, y.pixel(tick));
            text(LEFT - 6, y.pixel(tick) + 4, "end", Axis.label(tick));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", xName);
        add(
                "<text transform=\"translate(16 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2.0, escape(yName));
    }

    private void line(Curve curve, Axis x, Axis y, String colour) {
        svg.append("<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (int i = 0; i < curve.x().length; i++) {
            if (Double.isFinite(curve.x()[i]) && Double.isFinite(curve.y()[i])) {
                add("%.1f,%.1f ", x.pixel(curve.x()[i]), y.pixel(curve.y()[i]));
            }
        }
        svg.append("\"/>\n");
    }

    private void legend(String name, int index) {
        double at = TOP + 14 + 15.0 * index;
        add(
                "<rect x=\"%d\" y=\"%.1f\" width=\"12\" height=\"3\" fill=\"%s\"/>",
                LEFT + 10, at - 5, COLOURS[index % COLOURS.length]);
        text(LEFT + 28, at, "start", name);
    }

    private void rule(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", x1, y1, x2, y2);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(text));
    }

    @SuppressWarnings("AnnotateFormatMethod") // called above only
    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
