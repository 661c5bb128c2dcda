package dev.octavo.benchmarks.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** One client among many: asks, reads, compares, sometimes leaves in the middle, and asks again. */
record Stream(
        InetSocketAddress server, Expected expected, double dropping, long seed, Tally tally, BooleanSupplier goOn) {

    void run() {
        SplittableRandom random = new SplittableRandom(seed);
        try (StreamClient client = new StreamClient(server)) {
            while (goOn.getAsBoolean()) {
                one(client, random);
            }
        } catch (IOException e) {
            tally.fault(e.toString());
        }
    }

    private void one(StreamClient client, SplittableRandom random) throws IOException {
        int which = random.nextInt(expected.bodies().size());
        int leaveAfter = random.nextDouble() < dropping ? 1 + random.nextInt(expected.tokens()) : Integer.MAX_VALUE;
        String text = expected.texts().get(which);
        try {
            StreamClient.Answer answer = client.complete(expected.bodies().get(which), events -> events < leaveAfter);
            boolean left = answer.events() == leaveAfter;
            (left ? tally.dropped : tally.whole).increment();
            tally.tokens.add(left ? answer.events() : answer.tokens());
            if (left ? !text.startsWith(answer.text()) : !text.equals(answer.text())) {
                tally.wrongTexts.increment();
                tally.fault("expected \"" + text + "\", got \"" + answer.text() + "\"");
            }
            if (!left && answer.tokens() != expected.tokens()) {
                tally.wrongCounts.increment();
                tally.fault("expected " + expected.tokens() + " tokens, the server counted " + answer.tokens());
            }
        } catch (IOException e) {
            tally.failed.increment();
            tally.fault(e.toString());
            client.close();
        }
    }
}
