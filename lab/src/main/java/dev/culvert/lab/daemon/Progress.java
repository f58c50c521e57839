package dev.culvert.lab.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lines that come by and by, for anyone who follows them from the first to the last. */
final class Progress {
    /** Takes one line. */
    interface Follower {
        void line(String line) throws IOException;
    }

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Hands over every line, and returns after the last. */
    void follow(Follower follower) throws IOException {
        for (int next = 0; waitFor(next); next++) {
            follower.line(line(next));
        }
    }

    private synchronized String line(int index) {
        return lines.get(index);
    }

    private synchronized boolean waitFor(int index) {
        while (lines.size() <= index && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return lines.size() > index;
    }
}
