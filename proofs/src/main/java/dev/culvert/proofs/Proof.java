package dev.culvert.proofs;

/**
 * A test that proves a case.
 *
 * @param id the case's
 * @param where what the test observes: {@code unit}, {@code kernel}, {@code API server} or {@code lab}
 * @param test class and method
 * @param source its file, below the checkout
 */
record Proof(String id, String where, String test, String source) {}
