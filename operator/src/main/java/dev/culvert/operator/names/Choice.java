package dev.culvert.operator.names;

import dev.culvert.model.net.IpAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which addresses a name should have. Those that it has and that are still good stay; room is then filled with the exits that have been
 * healthy longest. So with the same past every operator chooses the same, and one exit's coming or going moves no other.
 */
public final class Choice {
    private static final Comparator<ExitAddress> LONGEST_FIRST =
            Comparator.comparing(ExitAddress::since).thenComparing(ExitAddress::exit);

    private Choice() {}

    /**
     * The addresses, sorted.
     *
     * @param exits all that there are
     * @param before what was wanted last
     * @param most how many at most
     * @param keeps whether the last ones stay when no exit is healthy
     */
    public static List<IpAddress> of(
            Collection<ExitAddress> exits, Collection<IpAddress> before, int most, boolean keeps) {
        Set<IpAddress> old = new HashSet<>(before);
        Set<IpAddress> good = new LinkedHashSet<>();
        Stream.concat(
                        exits.stream().filter(exit -> isIn(exit, old)).sorted(LONGEST_FIRST),
                        exits.stream()
                                .filter(exit -> exit.state() == ExitAddress.State.Up)
                                .sorted(LONGEST_FIRST))
                .map(ExitAddress::address)
                .flatMap(Optional::stream)
                .forEach(good::add);
        boolean gone = exits.stream().allMatch(exit -> exit.state() == ExitAddress.State.Down);
        Collection<IpAddress> chosen = good.isEmpty() && (keeps || !gone) ? before : good;
        return chosen.stream().limit(most).sorted().toList();
    }

    private static boolean isIn(ExitAddress exit, Set<IpAddress> before) {
        return exit.state() != ExitAddress.State.Down
                && exit.address().filter(before::contains).isPresent();
    }
}
