package dev.culvert.cli;

import dev.culvert.lab.LabException;
import dev.culvert.lab.WrongUsage;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code culvert}. */
@Command(
        name = "culvert",
        description = "Sends the traffic you choose out through VPN tunnels: all of it, and never around them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RenderCommand.class,
            LintCommand.class,
            LabCommand.class,
            BenchCommand.class,
            Culvert.CompletionCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done, and every promise held",
            " 1:the command failed, or a promise did not hold",
            " 2:wrong usage",
            "69:a needed program is missing; the message says how to install it"
        })
public final class Culvert {
    private Culvert() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        // fabric8's types log by SLF4J; that there is nobody to log to is not the user's concern
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        int code = commandLine().execute(args);
        if (System.out.checkError()) {
            System.err.println("culvert: what it had to say could not all be written (is the disk full?)");
            code = Math.max(code, CommandLine.ExitCode.SOFTWARE);
        }
        System.exit(code);
    }

    /** The command line with everything it knows. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Culvert());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false); // curl -d @FILE in a host means a file of curl's
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof LabException) {
                command.getErr().println("culvert: " + failure.getMessage());
            } else {
                command.getErr()
                        .println(
                                "culvert: this is a mistake in culvert itself; report it, with the command and what follows");
                failure.printStackTrace(command.getErr());
            }
            command.getErr().flush();
            return failure instanceof WrongUsage ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    /** {@code culvert completion}: picocli's own generator under a name of its own. */
    @Command(
            name = "completion",
            description = "Prints a script for bash and zsh: source <(culvert completion)",
            mixinStandardHelpOptions = true)
    static final class CompletionCommand extends GenerateCompletion {}
}
