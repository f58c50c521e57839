package dev.culvert.dataplane.nft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One table, written as {@code nft --stateless --terse list table} prints it. Wanted tables are written in that form too,
 * so wanted and actual are compared as they stand; a test holds every table of ours to it.
 *
 * @param family {@code inet}, {@code netdev}, …
 * @param name the table's name
 * @param blocks its sets, maps and chains, in order
 */
public record NftTable(String family, String name, List<Block> blocks) {
    public NftTable {
        blocks = List.copyOf(blocks);
    }

    /** What a block of a table is. */
    public enum Kind {
        SET,
        MAP,
        CHAIN;

        String keyword() {
            return switch (this) {
                case SET -> "set";
                case MAP -> "map";
                case CHAIN -> "chain";
            };
        }
    }

    /**
     * A set, map or chain.
     *
     * @param lines its declaration and rules, without indentation
     */
    public record Block(Kind kind, String name, List<String> lines) {
        public Block {
            lines = List.copyOf(lines);
        }

        /** The hook's line of a base chain; empty for an ordinary chain, a set or a map. */
        List<String> declaration() {
            return kind == Kind.CHAIN
                    ? lines.stream().filter(line -> line.startsWith("type ")).toList()
                    : lines;
        }

        List<String> rules() {
            return kind == Kind.CHAIN
                    ? lines.stream().filter(line -> !line.startsWith("type ")).toList()
                    : List.of();
        }

        @Override
        public String toString() {
            return lines.stream()
                    .map(line -> "\t\t" + line + "\n")
                    .collect(Collectors.joining("", "\t" + kind.keyword() + " " + name + " {\n", "\t}\n"));
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
        String[] open = {};
        for (String line : lines.subList(1, lines.size() - 1)) {
            if (line.equals("\t}")) {
                blocks.add(new Block(kind(open[0]), open[1], content));
                content.clear();
            } else if (line.startsWith("\t\t")) {
                content.add(line.strip());
            } else {
                open = line.strip().split(" ", -1);
            }
        }
        return new NftTable(head[1], head[2], blocks);
    }

    private static Kind kind(String keyword) {
        return switch (keyword) {
            case "set" -> Kind.SET;
            case "map" -> Kind.MAP;
            case "chain" -> Kind.CHAIN;
            default -> throw new IllegalArgumentException("unknown block " + keyword);
        };
    }

    /** {@code inet culvert_router}, as commands name it. */
    public String path() {
        return family + " " + name;
    }

    /** The commands, one transaction, that make this table of the other; empty if it is the same already. */
    public String changesFrom(NftTable actual) {
        Map<String, Block> there = byName(actual);
        Map<String, Block> wanted = byName(this);
        var removals = new StringBuilder();
        var additions = new StringBuilder();
        for (Block block : actual.blocks) {
            boolean stays = wanted.containsKey(block.name()) && keeps(wanted.get(block.name()), block);
            if (!stays) {
                if (block.kind() == Kind.CHAIN) {
                    // Rules elsewhere may still jump here: all chains are emptied before any is deleted.
                    removals.insert(0, "flush chain " + path() + " " + block.name() + "\n");
                }
                removals.append("delete ")
                        .append(block.kind().keyword())
                        .append(' ')
                        .append(path());
                removals.append(' ').append(block.name()).append('\n');
            }
        }
        boolean redeclared = !removals.isEmpty();
        for (Block block : blocks) {
            Block old = there.get(block.name());
            boolean kept = old != null && keeps(block, old);
            if (old != null && kept && block.rules().equals(old.rules()) && !redeclared) {
                continue;
            }
            if (block.kind() == Kind.CHAIN && kept) {
                removals.insert(0, "flush chain " + path() + " " + block.name() + "\n");
            }
            if (block.kind() == Kind.CHAIN || !kept) {
                additions.append(block);
            }
        }
        if (removals.isEmpty() && additions.isEmpty()) {
            return "";
        }
        return removals + "table " + path() + " {\n" + additions + "}\n";
    }

    private static boolean keeps(Block wanted, Block actual) {
        return wanted.kind() == actual.kind() && wanted.declaration().equals(actual.declaration());
    }

    private static Map<String, Block> byName(NftTable table) {
        return table.blocks.stream()
                .collect(Collectors.toMap(Block::name, block -> block, (a, b) -> a, LinkedHashMap::new));
    }

    /** The whole table, as {@code nft -f} takes it. */
    @Override
    public String toString() {
        return blocks.stream()
                .map(Block::toString)
                .collect(Collectors.joining("\n", "table " + path() + " {\n", "}\n"));
    }
}
