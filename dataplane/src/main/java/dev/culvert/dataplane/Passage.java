package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules of ours at the head of a chain that is somebody else's, for as long as he has it: a packet that any base chain drops is
 * dropped, so a neighbour in the pod whose firewall drops all that he does not know must be told what ours has judged. They name links
 * and addresses and nothing else: {@code iptables} cannot list a chain with a rule in words of nftables alone.
 *
 * @param family of the table
 * @param table its name
 * @param chain the chain; where it is missing, nothing is done
 * @param rules in order, as {@code nft} lists them
 */
public record Passage(String family, String table, String chain, List<String> rules) {
    public Passage {
        rules = List.copyOf(rules);
    }

    /** {@code ip filter}. */
    public String path() {
        return family + " " + table;
    }

    /** The commands that put in what is missing, from what is there of the table; empty if nothing is to do. */
    Optional<String> missingFrom(List<NftTable> there) {
        return there.stream()
                .filter(other -> other.path().equals(path()))
                .flatMap(other -> other.blocks().stream())
                .filter(block -> block.isChain() && block.name().equals(chain))
                .findFirst()
                .map(block -> rules.stream()
                        .filter(rule -> !block.lines().contains(rule))
                        .map(rule -> "insert rule " + path() + " " + chain + " " + rule + "\n")
                        .collect(Collectors.joining()))
                .filter(commands -> !commands.isEmpty());
    }

    @Override
    public String toString() {
        return rules.stream()
                .map(rule -> "nft insert rule " + path() + " " + chain + " " + rule)
                .collect(Collectors.joining("\n"));
    }
}
