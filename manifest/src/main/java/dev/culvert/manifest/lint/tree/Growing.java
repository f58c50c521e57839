package dev.culvert.manifest.lint.tree;

import dev.culvert.manifest.lint.tree.Node.Absent;
import dev.culvert.manifest.lint.tree.Node.Mapping;
import dev.culvert.manifest.lint.tree.Node.Scalar;
import dev.culvert.manifest.lint.tree.Node.Sequence;
import dev.culvert.model.InvalidInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A document while it is read, event by event. Without recursion and with limits on depth and size, so that no input
 * exhausts the stack or, by aliases of aliases, the memory.
 */
final class Growing {
    private static final int MOST_DEPTH = 100;
    private static final int MOST_NODES = 500_000;
    private static final String MERGE = "<<";

    /** A collection that has not ended. */
    private static final class Open {
        final Place place;
        final boolean mapping;
        final Map<String, Node> children = new LinkedHashMap<>();
        final List<Node> merged = new ArrayList<>();
        final List<Node> elements = new ArrayList<>();
        final Optional<String> anchor;
        final int before;
        Optional<Key> key = Optional.empty();

        Open(Place place, boolean mapping, Optional<String> anchor, int before) {
            this.place = place;
            this.mapping = mapping;
            this.anchor = anchor;
            this.before = before;
        }
    }

    private record Key(String name, Place place) {}

    private record Anchored(Node node, int size) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Anchored> anchors = new LinkedHashMap<>();
    private final String root;
    private int nodes;
    private Optional<Node> finished = Optional.empty();

    Growing(String root) {
        this.root = root;
    }

    /** The whole document, when its root has ended. */
    Optional<Node> document() {
        return finished;
    }

    /** Whether the next scalar is a mapping's key. */
    boolean expectsKey() {
        Open top = open.peek();
        return top != null && top.mapping && top.key.isEmpty();
    }

    /** The path that the next value has. */
    String path() {
        Open top = open.peek();
        if (top == null) {
            return root;
        }
        return top.mapping
                ? top.place.below(top.key.map(Key::name).orElse("?"))
                : top.place.path() + "[" + top.elements.size() + "]";
    }

    void begin(Place at, boolean mapping, Optional<String> anchor) {
        if (open.size() >= MOST_DEPTH) {
            throw new InvalidInput(at.toString(), "is nested deeper than " + MOST_DEPTH, "flatten it");
        }
        Open top = open.peek();
        Place keyed = top != null && top.mapping ? top.key.map(Key::place).orElse(at) : at;
        open.push(new Open(keyed.named(path()), mapping, anchor, nodes));
    }

    void end() {
        Open top = open.pop();
        if (!top.mapping) {
            finish(new Sequence(top.place, top.elements), top.anchor, top.before);
            return;
        }
        for (Node source : top.merged) {
            source.entries().forEach(top.children::putIfAbsent);
            source.items().forEach(item -> item.entries().forEach(top.children::putIfAbsent));
        }
        finish(new Mapping(top.place, top.children), top.anchor, top.before);
    }

    void key(String name, Place at) {
        open.element().key = Optional.of(new Key(name, at));
    }

    void scalar(Place at, String value, Source source, Optional<String> anchor) {
        finish(new Scalar(at.named(path()), value, source), anchor, nodes);
    }

    void nothing(Place at, Optional<String> anchor) {
        finish(new Absent(at.named(path())), anchor, nodes);
    }

    void alias(Place at, String name) {
        Anchored target = anchors.get(name);
        if (target == null) {
            throw new InvalidInput(
                    at.toString(),
                    "an alias whose anchor has not ended before",
                    "write the value, in quotes if it begins with an asterisk");
        }
        nodes += target.size();
        finish(target.node(), Optional.empty(), nodes);
    }

    private void finish(Node node, Optional<String> anchor, int before) {
        nodes++;
        if (nodes > MOST_NODES) {
            throw new InvalidInput(
                    node.place().toString(), "the document has more than " + MOST_NODES + " values", "divide it");
        }
        anchor.ifPresent(name -> anchors.put(name, new Anchored(node, nodes - before)));
        Open top = open.peek();
        if (top == null) {
            finished = Optional.of(node);
        } else if (!top.mapping) {
            top.elements.add(node);
        } else {
            String name = top.key.map(Key::name).orElse("?");
            if (top.children.containsKey(name)) {
                throw new InvalidInput(
                        top.key.map(Key::place).orElse(top.place).toString(),
                        name + " is there twice",
                        "keep one of them, kubectl refuses both");
            }
            if (name.equals(MERGE)) {
                top.merged.add(node);
            } else {
                top.children.put(name, node);
            }
            top.key = Optional.empty();
        }
    }
}
