package dev.octavo.backend.cpu;

/** Probes and prints the answer; {@link CpuProviderTest} starts it in a JVM of its own. */
final class ProbeMain {

    private ProbeMain() {}

    public static void main(String[] args) {
        System.out.println(new CpuProvider().probe().toString().replaceFirst("^.*?Unavailable", "Unavailable"));
    }
}
