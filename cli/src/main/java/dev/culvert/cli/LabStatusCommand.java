package dev.culvert.cli;

import dev.culvert.lab.HostStatus;
import dev.culvert.lab.daemon.LabClient;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert lab status}. */
@Command(
        name = "status",
        description = "Shows hosts, tunnels, health, who holds the VIP, flows an exit, and packets leaked.",
        mixinStandardHelpOptions = true)
final class LabStatusCommand implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Option(names = "--json", description = "As data.")
    private boolean json;

    @Override
    public Integer call() {
        LabClient client = lab.client();
        if (json) {
            Json.print(client.status());
            return 0;
        }
        Table table = new Table("HOST", "NODE", "IPV4", "IPV6", "PROGRAMS");
        for (HostStatus host : client.status().hosts()) {
            table.row(
                    host.name(),
                    host.node(),
                    host.addresses().getOrDefault("v4", ""),
                    host.addresses().getOrDefault("v6", ""),
                    host.programs().entrySet().stream()
                            .map(program -> program.getKey() + (program.getValue() == 0 ? " (ended)" : ""))
                            .collect(Collectors.joining(", ")));
        }
        System.out.print(table);
        return 0;
    }
}
