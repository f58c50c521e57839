package dev.culvert.manifest.lint.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.culvert.manifest.lint.tree.Node.Absent;
import dev.culvert.manifest.lint.tree.Node.Scalar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** JSON in a text of a document, as Multus and CNI write it: a tree whose places are those in the file around it. */
public final class EmbeddedJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final Scalar around;
    private final Growing growing;

    private EmbeddedJson(Scalar around) {
        this.around = around;
        this.growing = new Growing(around.place().path());
    }

    /**
     * Reads the text of a scalar as JSON.
     *
     * @return the tree; nothing for what is not there or is no scalar
     * @throws NotJson if it is none
     */
    public static Node read(Node text) {
        return text instanceof Scalar scalar ? new EmbeddedJson(scalar).read() : new Absent(text.place());
    }

    private Node read() {
        try (JsonParser parser = JSON.createParser(around.source().text())) {
            while (parser.nextToken() != null && growing.document().isEmpty()) {
                take(parser);
            }
            return growing.document().orElseGet(() -> new Absent(around.place()));
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            Place place = location == null
                    ? around.place()
                    : at(
                            location.getLineNr(),
                            location.getColumnNr(),
                            around.place().path());
            throw new NotJson(place, String.valueOf(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(JsonParser parser) throws IOException {
        JsonLocation location = parser.currentTokenLocation();
        Place here = at(location.getLineNr(), location.getColumnNr(), growing.path());
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT -> growing.begin(here, true, Optional.empty());
            case START_ARRAY -> growing.begin(here, false, Optional.empty());
            case END_OBJECT, END_ARRAY -> growing.end();
            case FIELD_NAME -> growing.key(parser.currentName(), here);
            case VALUE_NULL -> growing.nothing(here, Optional.empty());
            default -> {
                String value = parser.getText();
                growing.scalar(here, value, Source.opaque(value, here), Optional.empty());
            }
        }
    }

    private Place at(int line, int column, String path) {
        return around.source().at(around.place(), line, column, path);
    }
}
