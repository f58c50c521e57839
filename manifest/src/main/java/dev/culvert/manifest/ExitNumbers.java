package dev.culvert.manifest;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.model.InvalidInput;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The exits' numbers, 1 to 255: marks of packets, routing tables and addresses are made of them, so an exit keeps its own
 * for as long as it is there. A number that became free is taken last, when its flows are long over.
 */
public final class ExitNumbers {
    private static final int HIGHEST = 255;

    private ExitNumbers() {}

    /** The numbers of a gateway's exits, in the order of its spec. */
    public static Map<String, Integer> of(VpnGateway gateway) {
        var kept = new LinkedHashMap<String, Integer>();
        if (gateway.getStatus() != null) {
            gateway.getStatus().exits().forEach((ExitStatus exit) -> kept.put(exit.name(), exit.id()));
        }
        return of(gateway.getSpec().exits().stream().map(Exit::name).toList(), kept);
    }

    /**
     * Numbers for names.
     *
     * @param names the exits', in order
     * @param kept the numbers that were given before, also of exits that are gone
     */
    public static Map<String, Integer> of(List<String> names, Map<String, Integer> kept) {
        var numbers = new LinkedHashMap<String, Integer>();
        names.stream().filter(kept::containsKey).forEach(name -> numbers.put(name, kept.get(name)));
        names.stream()
                .filter(name -> !kept.containsKey(name))
                .forEach(name -> numbers.put(name, next(numbers.values(), kept.values())));
        var ordered = new LinkedHashMap<String, Integer>();
        names.forEach(name -> ordered.put(name, numbers.get(name)));
        return ordered;
    }

    private static int next(Collection<Integer> used, Collection<Integer> kept) {
        int above = IntStream.concat(
                        used.stream().mapToInt(Integer::intValue), kept.stream().mapToInt(Integer::intValue))
                .max()
                .orElse(0);
        if (above < HIGHEST) {
            return above + 1;
        }
        return IntStream.rangeClosed(1, HIGHEST)
                .filter(number -> !used.contains(number) && !kept.contains(number))
                .findFirst()
                .orElseThrow(() -> new InvalidInput("spec.exits", "all 255 numbers are taken", "remove an exit"));
    }
}
