package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Manifests;

/**
 * A mistake that files can show.
 *
 * @param code its name for ever: CV and three digits
 * @param severity how bad it is
 * @param title a few words
 * @param why what happens, and where that is so
 * @param remedy what to write instead
 * @param check how it is found
 */
public record Rule(String code, Severity severity, String title, String why, String remedy, Check check) {
    /** Looks for one mistake. */
    @FunctionalInterface
    public interface Check {
        /** Reports each place where it is made. */
        void look(Manifests manifests, Report report);
    }
}
