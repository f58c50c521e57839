package dev.culvert.lab;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port that remotes reach at every exit's public address, TCP and UDP.
 *
 * @param port at the exits
 * @param target at the clients
 * @param clients the names of those that it leads to
 */
public record ClaimedPort(int port, int target, List<String> clients) {
    private static final String CLIENT = "client-";
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,5})(?::(\\d{1,5}))?(?:=(client-[1-9]\\d{0,2}(?:,client-[1-9]\\d{0,2})*))?");

    public ClaimedPort {
        clients = List.copyOf(clients);
    }

    /**
     * Reads {@code PORT[:TARGET][=CLIENT,...]}: the target is the same port, and client-1 has it, unless said otherwise.
     *
     * @throws LabException if it is not of that form
     */
    public static ClaimedPort parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new WrongUsage("--port %s: say PORT[:TARGET][=CLIENT,...], 51413:6881=client-1,client-2 for example"
                    .formatted(text));
        }
        int port = number(text, form.group(1));
        return new ClaimedPort(
                port,
                form.group(2) == null ? port : number(text, form.group(2)),
                form.group(3) == null
                        ? List.of("client-1")
                        : List.of(form.group(3).split(",", -1)));
    }

    /**
     * Whether those that it leads to are there.
     *
     * @param known how many clients there are
     * @throws LabException if one is not
     */
    void requireClients(int known) {
        int needed = clients.stream()
                .mapToInt(client -> Integer.parseInt(client.substring(CLIENT.length())))
                .max()
                .orElse(0);
        if (needed > known) {
            throw new WrongUsage(
                    "--port: there is no %s%d: say --clients %d or more".formatted(CLIENT, needed, needed));
        }
    }

    /**
     * Whether no port is claimed twice.
     *
     * @throws LabException if one is
     */
    static void requireDistinct(List<ClaimedPort> ports) {
        Set<Integer> claimed = new HashSet<>();
        for (ClaimedPort port : ports) {
            if (!claimed.add(port.port)) {
                throw new WrongUsage(
                        "--port: %d is claimed twice: say it once, with all its clients".formatted(port.port));
            }
        }
    }

    private static int number(String text, String digits) {
        int number = Integer.parseInt(digits);
        if (number < 1 || number > 65_535) {
            throw new WrongUsage("--port %s: %d is no port, take 1 to 65535".formatted(text, number));
        }
        return number;
    }
}
