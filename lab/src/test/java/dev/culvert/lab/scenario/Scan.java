package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks for what listens, by nmap: at every port, with a SYN by TCP and what nmap has for a port's protocol by UDP. */
final class Scan {
    private static final String NMAP = "nmap -sS -sU -n -Pn -T5 -oG - ";

    /** Once each: nearly all are silent, and would only be silent again. */
    private static final String ALL = "--min-rate 20000 --max-retries 0 -p- ";

    /** A closed port would be told as {@code closed}, one of UDP that keeps silent as {@code open|filtered}. */
    private static final Pattern OPEN = Pattern.compile("(\\d+)/open/(tcp|udp)/");

    private Scan() {}

    /**
     * The ports of {@code address} that answer whoever asks from {@code host}, as {@code 7/udp}. A burst is more than some queue holds, so
     * {@code declared}, which may be among them, are asked once more.
     */
    static Set<String> openPorts(Lab lab, String host, String address, int... declared) {
        String again = IntStream.of(declared).mapToObj(Integer::toString).collect(Collectors.joining(","));
        return Stream.of(ALL, "-p " + again + " ")
                .flatMap(ports -> OPEN.matcher(Hands.type(lab, host, NMAP + ports + address))
                        .results())
                .map(port -> port.group(1) + "/" + port.group(2))
                .collect(Collectors.toSet());
    }
}
