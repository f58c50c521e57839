package dev.culvert.lab.process;

import dev.culvert.lab.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The programs that hosts are meant to run. */
public final class Supervisor implements AutoCloseable {
    private final Map<String, List<SupervisedProgram>> programs = new LinkedHashMap<>();

    /** Starts {@code spec} in {@code host} and keeps it running; one of the same name is replaced once it is stopped. */
    public synchronized void run(Host host, ProgramSpec spec) {
        List<SupervisedProgram> ofHost = programs.computeIfAbsent(host.name(), name -> new ArrayList<>());
        ofHost.removeIf(program -> program.spec().name().equals(spec.name()));
        SupervisedProgram program = new SupervisedProgram(host, spec);
        ofHost.add(program);
        program.start();
    }

    /** Whoever ends the host's programs from now on, nobody starts them again until {@link #resume}. */
    public synchronized void abandon(Host host) {
        of(host).forEach(SupervisedProgram::abandon);
    }

    /** Starts those of the host's programs that do not run. */
    public synchronized void resume(Host host) {
        of(host).forEach(SupervisedProgram::start);
    }

    /** Process ids of the host's programs by name; empty for one that does not run. */
    public synchronized Map<String, OptionalLong> programs(Host host) {
        Map<String, OptionalLong> pids = new LinkedHashMap<>();
        of(host).forEach(program -> pids.put(program.spec().name(), program.pid()));
        return pids;
    }

    /** Stops one program for good; unknown names are ignored. */
    public void stop(Host host, String name) {
        List<SupervisedProgram> found;
        synchronized (this) {
            found = of(host).stream()
                    .filter(program -> program.spec().name().equals(name))
                    .toList();
        }
        stopAll(found);
    }

    /** Stops every program, all at the same time. */
    @Override
    public void close() {
        List<SupervisedProgram> all;
        synchronized (this) {
            all = programs.values().stream().flatMap(List::stream).toList();
        }
        stopAll(all);
    }

    private synchronized List<SupervisedProgram> of(Host host) {
        return programs.getOrDefault(host.name(), List.of());
    }

    private static void stopAll(List<SupervisedProgram> programs) {
        List<Thread> stopping = programs.stream()
                .map(program -> Thread.ofVirtual().start(() -> {
                    try {
                        program.stop();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
