package dev.culvert.lab;

/** What Culvert runs in each kind of host; with none of it, a laboratory is a plain internet. */
final class CulvertPrograms {
    private CulvertPrograms() {}

    static PodPrograms of(Lab lab, Host host) {
        return PodPrograms.NONE;
    }
}
