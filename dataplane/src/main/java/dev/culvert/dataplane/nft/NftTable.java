package dev.culvert.dataplane.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One table, written as {@code nft --stateless --terse list table} prints it. Wanted tables are written in that form too,
 * so wanted and actual are compared as they stand; a test holds every table of ours to it.
 *
 * @param family {@code inet}, {@code netdev}, …
 * @param name the table's name
 * @param dormant whether its chains are taken off their hooks, as {@code flags dormant} does; no table of ours is
 * @param blocks what is in it, in order
 */
public record NftTable(String family, String name, boolean dormant, List<Block> blocks) {
    private static final String DORMANT = "\tflags dormant";

    public NftTable {
        blocks = List.copyOf(blocks);
    }

    /**
     * A set, map or chain, or a named object of a kind that we never make: {@code counter}, {@code ct helper}, …
     *
     * @param kind its keyword or keywords
     * @param lines its declaration and rules, without indentation
     */
    public record Block(String kind, String name, List<String> lines) {
        public Block {
            lines = List.copyOf(lines);
        }

        /** Whether it holds rules. */
        public boolean isChain() {
            return kind.equals("chain");
        }

        /** Whether rules, sets and maps may refer to it, so that it goes after them. */
        boolean isNamedObject() {
            return !isChain() && !kind.equals("set") && !kind.equals("map");
        }

        /** The hook's line of a base chain; empty for an ordinary chain, a set or a map. */
        List<String> declaration() {
            return isChain()
                    ? lines.stream().filter(line -> line.startsWith("type ")).toList()
                    : lines;
        }

        List<String> rules() {
            return isChain()
                    ? lines.stream().filter(line -> !line.startsWith("type ")).toList()
                    : List.of();
        }

        @Override
        public String toString() {
            return lines.stream()
                    .map(line -> "\t\t" + line + "\n")
                    .collect(Collectors.joining("", "\t" + kind + " " + name + " {\n", "\t}\n"));
        }
    }

    /**
     * Reads one table.
     *
     * @throws IllegalArgumentException if the text is not a table in listing form
     */
    public static NftTable parse(String text) {
        // nft warns before tables of iptables.
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        String[] head = lines.getFirst().strip().split(" ", -1);
        if (head.length != 4 || !head[0].equals("table") || !lines.getLast().equals("}")) {
            throw new IllegalArgumentException("not a table: " + lines.getFirst());
        }
        var blocks = new ArrayList<Block>();
        var content = new ArrayList<String>();
        String open = "";
        for (String line : lines.subList(1, lines.size() - 1)) {
            if (line.equals("\t}")) {
                int name = open.lastIndexOf(' ') + 1;
                blocks.add(new Block(open.substring(0, name).strip(), open.substring(name), content));
                content.clear();
            } else if (line.startsWith("\t\t")) {
                content.add(line.strip());
            } else if (line.endsWith(" {")) {
                open = line.strip().substring(0, line.strip().length() - " {".length());
            }
        }
        return new NftTable(head[1], head[2], lines.contains(DORMANT), blocks);
    }

    /** {@code inet culvert_router}, as commands name it. */
    public String path() {
        return family + " " + name;
    }

    /** The commands, one transaction, that make this table of the other; empty if it is the same already. */
    public String changesFrom(NftTable actual) {
        Map<Key, Block> there = byKey(actual);
        Map<Key, Block> wanted = byKey(this);
        var flushes = new StringBuilder();
        var removals = new StringBuilder();
        var lastRemovals = new StringBuilder();
        var additions = new StringBuilder();
        for (Block block : actual.blocks) {
            if (keeps(wanted.get(Key.of(block)), block)) {
                continue;
            }
            if (block.isChain()) {
                // Rules elsewhere may still jump here: all chains are emptied before any is deleted.
                flushes.append("flush chain ").append(named(block));
            }
            (block.isNamedObject() ? lastRemovals : removals)
                    .append("delete ")
                    .append(block.kind())
                    .append(' ')
                    .append(named(block));
        }
        removals.append(lastRemovals);
        boolean redeclared = !removals.isEmpty();
        for (Block block : blocks) {
            Block old = there.get(Key.of(block));
            boolean kept = keeps(block, old);
            if (old != null && kept && block.rules().equals(old.rules()) && !redeclared) {
                continue;
            }
            if (block.isChain() && kept) {
                flushes.append("flush chain ").append(named(block));
            }
            if (block.isChain() || !kept) {
                additions.append(block);
            }
        }
        if (removals.isEmpty() && additions.isEmpty() && dormant == actual.dormant) {
            return "";
        }
        // A table that is declared without flags wakes.
        return flushes.append(removals) + "table " + path() + " {\n" + additions + "}\n";
    }

    private String named(Block block) {
        return path() + " " + block.name() + "\n";
    }

    private static boolean keeps(@Nullable Block wanted, @Nullable Block actual) {
        return wanted != null && actual != null && wanted.declaration().equals(actual.declaration());
    }

    /** What nothing else in the table has: a chain may be named as a set or a counter is. */
    private record Key(String kind, String name) {
        static Key of(Block block) {
            return new Key(block.kind(), block.name());
        }
    }

    private static Map<Key, Block> byKey(NftTable table) {
        return table.blocks.stream().collect(Collectors.toMap(Key::of, block -> block, (a, b) -> a));
    }

    /** The whole table, as {@code nft -f} takes it. */
    @Override
    public String toString() {
        return blocks.stream()
                .map(Block::toString)
                .collect(Collectors.joining("\n", "table " + path() + " {\n", "}\n"));
    }
}
