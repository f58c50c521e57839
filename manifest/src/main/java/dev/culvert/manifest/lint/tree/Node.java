package dev.culvert.manifest.lint.tree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A value in a document, with its place. What is not there is a node as well, {@link Absent}, at the place of what
 * should hold it; an empty value ({@code key:}) counts as not there.
 */
public sealed interface Node {
    /** Where it begins; for a mapping or sequence that is some key's value, where the key is. */
    Place place();

    /** Keys and values, in the order in which they are written. */
    record Mapping(Place place, Map<String, Node> children) implements Node {
        public Mapping {
            children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> elements) implements Node {
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A text, number or truth value.
     *
     * @param value as the document means it
     * @param source as it is written, to find places inside it
     */
    record Scalar(Place place, String value, Source source) implements Node {}

    /** A line of a text. */
    record Line(Place place, String text) {}

    /** The lines of a text, each with its place where that can be told. */
    default List<Line> lines() {
        if (!(this instanceof Scalar scalar)) {
            return List.of();
        }
        List<String> lines = scalar.source().text().lines().toList();
        return IntStream.range(0, lines.size())
                .mapToObj(at -> new Line(
                        scalar.source()
                                .at(scalar.place(), at + 1, 1, scalar.place().path()),
                        lines.get(at)))
                .toList();
    }

    /** What is not there. */
    record Absent(Place place) implements Node {}

    /** What is below, key by key. */
    default Node get(String... keys) {
        Node node = this;
        for (String key : keys) {
            node = node.child(key);
        }
        return node;
    }

    private Node child(String key) {
        Node absent = new Absent(place().named(place().below(key)));
        return this instanceof Mapping(Place _, Map<String, Node> children)
                ? children.getOrDefault(key, absent)
                : absent;
    }

    /** The elements; none unless it is a list. */
    default List<Node> items() {
        return this instanceof Sequence(Place _, List<Node> elements) ? elements : List.of();
    }

    /** The keys and values; none unless it is a mapping. */
    default Map<String, Node> entries() {
        return this instanceof Mapping(Place _, Map<String, Node> children) ? children : Map.of();
    }

    /** The text of a scalar. */
    default Optional<String> text() {
        return this instanceof Scalar scalar ? Optional.of(scalar.value()) : Optional.empty();
    }

    /** The text of a scalar, or something else. */
    default String text(String otherwise) {
        return text().orElse(otherwise);
    }

    /** The whole number that a scalar is. */
    default OptionalInt number() {
        try {
            return text().map(text -> OptionalInt.of(Integer.parseInt(text.strip())))
                    .orElse(OptionalInt.empty());
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** False for what is not there. */
    default boolean exists() {
        return !(this instanceof Absent);
    }

    /** Whether it says yes, as YAML, Go and gluetun write it. */
    default boolean isTrue() {
        return Set.of("true", "yes", "on", "1").contains(text("").strip().toLowerCase(Locale.ROOT));
    }

    /** Whether it says no; what is not there does not. */
    default boolean isFalse() {
        return Set.of("false", "no", "off", "0").contains(text("").strip().toLowerCase(Locale.ROOT));
    }

    /** Whether it is this text. */
    default boolean is(String other) {
        return text().filter(other::equals).isPresent();
    }

    /** It and everything below. */
    default Stream<Node> walk() {
        return switch (this) {
            case Mapping(Place _, Map<String, Node> children) ->
                Stream.concat(Stream.of(this), children.values().stream().flatMap(Node::walk));
            case Sequence(Place _, List<Node> elements) ->
                Stream.concat(Stream.of(this), elements.stream().flatMap(Node::walk));
            case Scalar _ -> Stream.of(this);
            case Absent _ -> Stream.empty();
        };
    }
}
