package dev.octavo.simulator.run;

import java.util.ArrayList;
import java.util.List;

/** Moments at even distances. Whenever there are too many, every other one goes and the distance doubles. */
final class Timeline {

    private static final int MOST = 1024;

    private final List<Moment> moments = new ArrayList<>();
    private double distance = 1e-3;
    private double next;

    boolean wants(double now) {
        return now >= next;
    }

    void add(Moment moment) {
        moments.add(moment);
        if (moments.size() == MOST) {
            List<Moment> kept = new ArrayList<>();
            for (int i = 0; i < MOST; i += 2) {
                kept.add(moments.get(i));
            }
            moments.clear();
            moments.addAll(kept);
            distance *= 2;
        }
        next = moment.seconds() + distance;
    }

    List<Moment> moments() {
        return List.copyOf(moments);
    }
}
