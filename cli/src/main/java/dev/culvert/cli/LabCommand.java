package dev.culvert.cli;

import picocli.CommandLine.Command;

/** {@code culvert lab}. */
@Command(
        name = "lab",
        description =
                "A small internet in network namespaces, with real tunnels; the host's own network is never changed.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LabDemo.class,
            LabUp.class,
            LabStatusCommand.class,
            LabExec.class,
            LabFail.class,
            LabHeal.class,
            LabCapture.class,
            LabDown.class,
        })
final class LabCommand {}
