package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks for what listens, by nmap: at every port, with a SYN by TCP and what nmap has for a port's protocol by UDP. */
final class Scan {
    /** Once each: nearly all are silent, and would only be silent again. */
    private static final String ALL_PORTS = "nmap -sS -sU -p- -n -Pn -T5 --min-rate 20000 --max-retries 0 -oG - ";

    /** A closed port would be told as {@code closed}, one of UDP that keeps silent as {@code open|filtered}. */
    private static final Pattern OPEN = Pattern.compile("(\\d+)/open/(tcp|udp)/");

    private Scan() {}

    /** The ports of {@code address} that answer whoever asks from {@code host}, as {@code 7/udp}; a question may be lost. */
    static Set<String> openPorts(Lab lab, String host, String address) {
        return OPEN.matcher(Hands.type(lab, host, ALL_PORTS + address))
                .results()
                .map(port -> port.group(1) + "/" + port.group(2))
                .collect(Collectors.toSet());
    }
}
