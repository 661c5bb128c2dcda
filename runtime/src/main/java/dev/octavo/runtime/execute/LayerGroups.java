package dev.octavo.runtime.execute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layer belongs to which of the {@link KvGroups}, and which layer of the cache it writes. All groups have the same number of layers, so that a block serves any of them: the cache
 * has that many layers, and layers of different groups share them, as the groups never hold the same block at a time. Layers of one window make as many groups as it takes; the last of
 * them may be short of layers, whose memory is then unused.
 */
public final class LayerGroups {

    /** Windows whose counts of layers differ by at most this factor make one group each. */
    private static final double UNEVEN = 1.25;

    private final int[] group;
    private final int[] cacheLayer;
    private final int cacheLayers;
    private final KvGroups groups;

    private LayerGroups(int[] group, int[] cacheLayer, int cacheLayers, KvGroups groups) {
        this.group = group;
        this.cacheLayer = cacheLayer;
        this.cacheLayers = cacheLayers;
        this.groups = groups;
    }

    /** @param windows of each layer; 0 if it sees everything; at least one layer */
    public static LayerGroups of(int... windows) {
        Map<Integer, List<Integer>> byWindow = new LinkedHashMap<>();
        for (int layer = 0; layer < windows.length; layer++) {
            byWindow.computeIfAbsent(windows[layer], window -> new ArrayList<>())
                    .add(layer);
        }
        int fewest = byWindow.values().stream().mapToInt(List::size).min().orElseThrow();
        int most = byWindow.values().stream().mapToInt(List::size).max().orElseThrow();
        int size = most <= fewest * UNEVEN ? most : fewest;
        int[] group = new int[windows.length];
        int[] cacheLayer = new int[windows.length];
        List<Integer> groupWindows = new ArrayList<>();
        byWindow.forEach((window, layers) -> {
            for (int i = 0; i < layers.size(); i++) {
                if (i % size == 0) {
                    groupWindows.add(window);
                }
                group[layers.get(i)] = groupWindows.size() - 1;
                cacheLayer[layers.get(i)] = i % size;
            }
        });
        return new LayerGroups(group, cacheLayer, size, new KvGroups(groupWindows));
    }

    /** The groups. */
    public KvGroups groups() {
        return groups;
    }

    /** The group of a layer. */
    public int group(int layer) {
        return group[layer];
    }

    /** The layer of the cache that a layer writes. */
    public int cacheLayer(int layer) {
        return cacheLayer[layer];
    }

    /** Layers of the cache. */
    public int cacheLayers() {
        return cacheLayers;
    }
}
