package dev.culvert.lab.service;

import dev.culvert.lab.Host;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import java.nio.file.Path;

/** The name server on the internet: dnsmasq, with the laboratory's names and nobody above it. */
public final class NameServer {
    private NameServer() {}

    /** The file from which it reads names, in the form of /etc/hosts. */
    public static Path names(Host host) {
        return HostEntry.files(host.name()).resolve("names");
    }

    /** The program. Its debugging mode is the one that changes no group, which a user namespace forbids. */
    public static ProgramSpec program(Host host) {
        return ProgramSpec.of(
                "dnsmasq",
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--addn-hosts=" + names(host),
                "--log-queries");
    }
}
