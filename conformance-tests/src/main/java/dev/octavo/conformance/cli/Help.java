package dev.octavo.conformance.cli;

import java.io.PrintWriter;

/** The help text. */
final class Help {

    private Help() {}

    static void print(PrintWriter out, Invocation invocation) {
        String name = invocation.words().size() > 2 ? "java ... dev.octavo.conformance.Main" : invocation.toString();
        out.print("""
                Usage: %s --backend ID [options]

                Judges a backend against the rules of docs/spi.md.

                What is tested
                  --backend ID[:N]      the backend, and which of its devices
                  --device N            the device; 0 unless said otherwise
                  --backend-path PATH   a jar, a directory of jars or a directory of classes; may be repeated
                  --option KEY=VALUE    a setting for the backend; may be repeated
                  --require ID[:N]      fail unless this backend is there and supports the core; may be repeated

                Which cases
                  --tier T              smoke (seconds, the default), full (minutes) or soak
                  --filter PATTERN      an id, a family, a glob (gemm[w=q4*) or /a regular expression/; with ! in
                                        front, cases to leave out; may be repeated
                  --seed N              root of all random numbers; 0 unless said otherwise. With a range, for
                                        example 0-19, one run for each, and the worst of them all
                  --profile FILE        what the vendor says beforehand: exclusions and expected refusals
                  --list                print the cases and run nothing

                How
                  --mode M              test (the default), perf (measure) or support (ask, run nothing)
                  --timeout S           seconds for each case: 60, or 120 with --mode perf
                  --max-time S          begin nothing after so many seconds; cases then come in random
                                        order, and what was not reached is no failure
                  --jobs N              cases that run at once, each in a process of its own; 1
                  --no-fork             run in this process: a crash ends the run
                  --jvm-option FLAG     a flag for the processes of the cases, for example -Xmx2g; may be repeated

                Reports
                  --report DIR          write conformance.json, conformance.md and conformance.html
                  --matrix FILE REPORT.json ...   make the support matrix of several reports, and run nothing

                Exit status
                  0  all is well                  3  the backend or its device is not there
                  1  a case failed                4  a backend of --require is not there or lacks the core
                  2  the command is wrong         5  the suite itself failed
                """.formatted(name));
        out.flush();
    }
}
