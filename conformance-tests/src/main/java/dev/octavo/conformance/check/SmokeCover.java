package dev.octavo.conformance.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the smoke tier: of the cases that are small enough, in order, those that bring something new: an attribute of their id that no case of the family had before, or a layout or
 * flag that no case of their weight, cache or input type had, in caches of I8 also a size of values, since a row is quantised as a whole. All others are left to the full tier.
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
        String[] parts = id.substring(bracket + 1, id.length() - 1).split(",", -1);
        for (String attribute : parts) {
            attributes.add(testCase.family() + attribute);
            String type = leadingType(parts);
            boolean kind = attribute.indexOf('=') < 0 || attribute.startsWith("layout=");
            boolean row = attribute.startsWith("v=") && (type.equals("kv=i8") || type.equals("t=i8"));
            if (kind || row) {
                attributes.add(testCase.family() + type + attribute);
            }
        }
        return attributes;
    }

    /** The type that kernels differ by most: of the cache where there is one, else the first that the id names. */
    private static String leadingType(String[] parts) {
        String first = "";
        for (String part : parts) {
            if (part.startsWith("kv=")) {
                return part;
            }
            boolean type = part.startsWith("w=") || part.startsWith("t=");
            first = first.isEmpty() && type ? part : first;
        }
        return first;
    }
}
