package dev.culvert.lab.process;

/** What a program that ended left: its exit code and what it wrote. */
public record Finished(int exitCode, String out, String err) {}
