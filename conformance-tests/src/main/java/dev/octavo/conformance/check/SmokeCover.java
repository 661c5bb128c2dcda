package dev.octavo.conformance.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the smoke tier: of the cases that are small enough, in order, those that bring something new, an attribute of their id that no case of the family had before, or one that came only with other
 * weight, cache or input types. All others are left to the full tier.
 */
final class SmokeCover {

    private SmokeCover() {}

    static List<KernelCase> choose(List<KernelCase> cases) {
        Set<String> seen = new HashSet<>();
        List<KernelCase> result = new ArrayList<>();
        for (KernelCase testCase : cases) {
            boolean small = testCase.tier() == Tier.SMOKE;
            result.add(small && !seen.addAll(attributes(testCase)) ? testCase.in(Tier.FULL) : testCase);
        }
        return result;
    }

    private static Set<String> attributes(KernelCase testCase) {
        String id = testCase.id();
        int bracket = id.indexOf('[');
        Set<String> attributes = new HashSet<>();
        for (String attribute : id.substring(bracket + 1, id.length() - 1).split(",")) {
            attributes.add(testCase.family() + attribute);
        }
        return attributes;
    }
}
