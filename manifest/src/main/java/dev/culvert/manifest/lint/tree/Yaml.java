package dev.culvert.manifest.lint.tree;

import dev.culvert.model.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML, of which JSON is a part. */
public final class Yaml {
    private static final int MOST_CHARACTERS = 16 << 20;
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private final String file;
    private final List<String> lines;
    private Growing growing = new Growing("");

    private Yaml(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /**
     * The documents of a file.
     *
     * @param file its name, for places
     * @param text its content
     * @throws InvalidInput naming line and column if it is no YAML
     */
    public static List<Node> read(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MOST_CHARACTERS)
                .build();
        var reader = new Yaml(file, text);
        var documents = new ArrayList<Node>();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                reader.take(event).ifPresent(documents::add);
            }
        } catch (MarkedYamlEngineException e) {
            Optional<Place> place = e.getProblemMark().map(mark -> reader.place(mark));
            throw unreadable(place.map(Place::toString).orElse(file), String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw unreadable(
                    file, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return List.copyOf(documents);
    }

    private static InvalidInput unreadable(String where, String why) {
        return new InvalidInput(where, "is no YAML: " + why, "mend it; render templates first, as by helm template");
    }

    private Optional<Node> take(Event event) {
        switch (event.getEventId()) {
            case DocumentStart -> growing = new Growing("");
            case DocumentEnd -> {
                return growing.document();
            }
            case MappingStart, SequenceStart -> {
                if (growing.expectsKey()) {
                    throw new InvalidInput(place(event).toString(), "a key is no text", "write it as text");
                }
                CollectionStartEvent start = (CollectionStartEvent) event;
                growing.begin(place(event), event instanceof MappingStartEvent, name(start.getAnchor()));
            }
            case MappingEnd, SequenceEnd -> growing.end();
            case Alias ->
                growing.alias(place(event), ((AliasEvent) event).getAlias().getValue());
            case Scalar -> scalar((ScalarEvent) event);
            case StreamStart, StreamEnd, Comment -> {}
        }
        return Optional.empty();
    }

    private void scalar(ScalarEvent event) {
        Place at = place(event);
        if (growing.expectsKey()) {
            growing.key(event.getValue(), at);
        } else if (event.isPlain() && event.getTag().isEmpty() && NOTHING.contains(event.getValue())) {
            growing.nothing(at, name(event.getAnchor()));
        } else {
            growing.scalar(at, event.getValue(), source(event, at), name(event.getAnchor()));
        }
    }

    /** Literal blocks are indented text; one line has no folding; single quotes fold, but what they fold is JSON's space. */
    private Source source(ScalarEvent event, Place at) {
        String value = event.getValue();
        boolean oneLine = event.getStartMark()
                .map(Mark::getLine)
                .equals(event.getEndMark().map(Mark::getLine));
        return switch (event.getScalarStyle()) {
            case LITERAL -> new Source(value, at.line() + 1, indent(at.line()) + 1, indent(at.line()));
            case PLAIN, JSON_SCALAR_STYLE ->
                oneLine ? new Source(value, at.line(), at.column(), 0) : Source.opaque(value, at);
            case SINGLE_QUOTED -> {
                String raw = raw(event);
                yield raw.contains("''") ? Source.opaque(value, at) : new Source(raw, at.line(), at.column() + 1, 0);
            }
            case DOUBLE_QUOTED ->
                oneLine && !raw(event).contains("\\")
                        ? new Source(value, at.line(), at.column() + 1, 0)
                        : Source.opaque(value, at);
            case FOLDED -> Source.opaque(value, at);
        };
    }

    /** What stands between the quotes. */
    private static String raw(ScalarEvent event) {
        Mark start = event.getStartMark().orElseThrow();
        int length = event.getEndMark().orElseThrow().getIndex() - start.getIndex() - 2;
        return length <= 0 || start.getPointer() + 1 + length > start.getBuffer().length
                ? event.getValue()
                : new String(start.getBuffer(), start.getPointer() + 1, length);
    }

    /** The indentation of the first line with content after a line. */
    private int indent(int after) {
        return lines.stream()
                .skip(after)
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.length() - line.stripLeading().length())
                .orElse(0);
    }

    private Place place(Event event) {
        return event.getStartMark().map(mark -> place(mark)).orElseGet(() -> new Place(file, 1, 1, ""));
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1, "");
    }

    private static Optional<String> name(Optional<Anchor> anchor) {
        return anchor.map(Anchor::getValue);
    }
}
