package dev.culvert.operator.report;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** A pass that failed, in a sentence for people. The API server's refusals are told in its own words, which name no value. */
public final class Failure {
    private Failure() {}

    /** The sentence. */
    public static String sentence(Exception failure) {
        String said = failure instanceof KubernetesClientException refusal
                        && refusal.getStatus() != null
                        && refusal.getStatus().getMessage() != null
                ? "The API server refused: " + refusal.getStatus().getMessage()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        return said + "; it is tried again";
    }
}
