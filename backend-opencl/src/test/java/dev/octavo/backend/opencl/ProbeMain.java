package dev.octavo.backend.opencl;

/** Probes and prints the answer; {@link OpenClProviderTest} starts it in a JVM of its own. */
final class ProbeMain {

    private ProbeMain() {}

    public static void main(String[] args) {
        System.out.println(new OpenClProvider().probe().toString().replaceFirst("^.*?Unavailable", "Unavailable"));
    }
}
