package dev.octavo.gpu.stream;

/**
 * What a launch may not exceed on any device of a vendor's API.
 *
 * @param api its name, for messages
 * @param groupsX most work-groups in the first dimension; those of the others likewise
 * @param items most work-items in one dimension, over all work-groups
 */
public record LaunchLimits(String api, long groupsX, long groupsY, long groupsZ, long items) {

    long groups(int dimension) {
        return switch (dimension) {
            case 0 -> groupsX;
            case 1 -> groupsY;
            default -> groupsZ;
        };
    }
}
