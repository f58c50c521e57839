package dev.culvert.lab.demo;

/**
 * How often a program was run, and how often it succeeded.
 *
 * @param program what it does
 */
public record Tries(String program, int tried, int succeeded) {}
