package dev.octavo.runtime.plan;

import dev.octavo.spi.Support;
import dev.octavo.tensor.WeightFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the backend answered while a graph was planned: which kernels run, what is emulated, what had to be split. */
public final class PlanReport {

    private final Map<String, Integer> variants = new LinkedHashMap<>();
    private final Map<String, Integer> emulated = new LinkedHashMap<>();
    private final Map<String, Integer> split = new LinkedHashMap<>();

    void accept(String operator, Support support) {
        switch (support) {
            case Support.Native yes -> variants.merge(operator + ": " + yes.variant(), 1, Integer::sum);
            case Support.Emulated slow -> {
                variants.merge(operator + ": " + slow.variant(), 1, Integer::sum);
                emulated.merge(operator + ": " + slow.reason(), 1, Integer::sum);
            }
            case Support.Unsupported no -> split.merge(operator + ": " + no.reason(), 1, Integer::sum);
        }
    }

    /** Weights that are kept in another format than they are stored in. */
    void converted(WeightFormat stored, WeightFormat kept, String reason) {
        emulated.merge("weights: " + stored + " kept as " + kept + ", " + reason, 1, Integer::sum);
    }

    /** Operator and kernel variant, with how often it occurs. */
    public Map<String, Integer> variants() {
        return Collections.unmodifiableMap(variants);
    }

    /** Operators that run in a roundabout way, with the backend's reason. */
    public Map<String, Integer> emulated() {
        return Collections.unmodifiableMap(emulated);
    }

    /** Fused operators that the backend refused and that run as several, with the backend's reason. */
    public Map<String, Integer> split() {
        return Collections.unmodifiableMap(split);
    }
}
