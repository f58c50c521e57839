package dev.culvert.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.model.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingTest {
    private static final int PATIENCE = 20;

    @TempDir
    private Path folder;

    /** What agents began with, and what they were told of settings that cannot be used. */
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicBoolean there = new AtomicBoolean();
    private Reloading reloading;
    private Thread thread;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Path settings = Files.writeString(folder.resolve("settings"), "one");
        reloading = new Reloading(settings, () -> read(settings), Duration.ofSeconds(1));
        thread = Thread.ofPlatform().start(() -> {
            try {
                reloading.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(next()).isEqualTo("begins with one");
    }

    @AfterEach
    void stop() throws InterruptedException {
        reloading.stop();
        thread.join();
    }

    @Test
    void whatCouldNotBeReadOnceIsReadAgain() throws Exception {
        failures.set(2);
        write("two");
        assertThat(next()).isEqualTo("is told name: is not found; try again");
        assertThat(next()).as("told once, and in force when the name was found").isEqualTo("begins with two");
    }

    @Test
    void whatNobodyForesawChangesNothing() throws Exception {
        write("unforeseen");
        assertThat(next()).isEqualTo("is told an empty set matches nothing");
        write("unforeseen later");
        assertThat(next()).as("the old goes on").isEqualTo("begins with one");
        assertThat(next()).isEqualTo("is told an empty set matches nothing");
        write("three");
        untilItBeginsWithThree();
    }

    @Test
    void whatIsTakenBackIsToldNoMore() throws Exception {
        failures.set(Integer.MAX_VALUE);
        write("two");
        assertThat(next()).startsWith("is told name: is not found");
        write("one");
        assertThat(next()).isEqualTo("begins with one");
    }

    @Test
    void whatCannotBePutInForceIsToldToo() throws Exception {
        write("impossible");
        assertThat(next()).isEqualTo("begins with one");
        assertThat(next()).startsWith("is told kernel: refuses");
        write("three");
        untilItBeginsWithThree();
    }

    @Test
    void whatTheKernelRefusedOnceIsTriedAgain() throws Exception {
        refusals.set(2);
        write("late");
        for (int i = 0; i < 2; i++) {
            assertThat(next()).as("the old goes on").isEqualTo("begins with one");
            assertThat(next()).startsWith("is told kernel: refuses");
        }
        assertThat(next()).isEqualTo("begins with late");
    }

    @Test
    void whatStandsOnSomethingThatIsNotThereYetWaitsAndTheOldGoesOn() throws Exception {
        write("early");
        assertThat(next()).isEqualTo("is told eth1 has no address yet");
        write("one");
        assertThat(next()).as("taken back before it came").isEqualTo("begins with one");
        write("early");
        assertThat(next()).isEqualTo("is told eth1 has no address yet");
        there.set(true);
        assertThat(next()).isEqualTo("begins with early");
    }

    @Test
    void aSecretThatIsReplacedWhileItIsReadIsReadAgain() throws Exception {
        Files.writeString(folder.resolve("secret"), "old");
        write("with a secret");
        assertThat(next()).isEqualTo("begins with the secret old");
        assertThat(next()).isEqualTo("begins with the secret new");
    }

    /** What could not be put in force is tried again each second, also between two of our own steps. */
    private void untilItBeginsWithThree() throws InterruptedException {
        String event = next();
        while (event.equals("begins with one") || event.startsWith("is told")) {
            event = next();
        }
        assertThat(event).isEqualTo("begins with three");
    }

    private String next() throws InterruptedException {
        return String.valueOf(events.poll(PATIENCE, TimeUnit.SECONDS));
    }

    /** At once, as the kubelet does it. */
    private void write(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(
                next, folder.resolve("settings"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Prepared read(Path settings) throws IOException {
        String text = Files.readString(settings);
        if (text.equals("two") && failures.getAndDecrement() > 0) {
            throw new InvalidInput("name", "is not found", "try again");
        }
        if (text.equals("unforeseen")) {
            throw new IllegalArgumentException("an empty set matches nothing");
        }
        if (text.equals("with a secret")) {
            Path secret = folder.resolve("secret");
            return Prepared.of(List.of(secret), () -> {
                String read = Files.readString(secret);
                // Names are looked up, and somebody replaces the secret meanwhile.
                Files.writeString(secret, "new");
                return () -> new Recorded("the secret " + read);
            });
        }
        if (text.equals("early")) {
            return Prepared.onceThere(
                    () -> there.get() ? Optional.empty() : Optional.of("eth1 has no address yet"),
                    () -> new Recorded(text));
        }
        return Prepared.of(() -> {
            if (text.equals("unforeseen later")) {
                throw new IllegalArgumentException("an empty set matches nothing");
            }
            if (text.equals("impossible") || (text.equals("late") && refusals.getAndDecrement() > 0)) {
                throw new InvalidInput("kernel", "refuses", "ask for something else");
            }
            return new Recorded(text);
        });
    }

    private final class Recorded implements Agent {
        private final CountDownLatch stopped = new CountDownLatch(1);

        Recorded(String text) {
            events.add("begins with " + text);
        }

        @Override
        public void run() {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public void refused(String why) {
            events.add("is told " + why);
        }

        @Override
        public void close() {}
    }
}
