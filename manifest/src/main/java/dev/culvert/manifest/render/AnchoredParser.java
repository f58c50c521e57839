package dev.culvert.manifest.render;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.NodeEvent;

/** Jackson's parser, which tells the anchors of texts and numbers too: its own has forgotten them. */
final class AnchoredParser extends YAMLParser {
    private static final YAMLMapper MAPPER = new YAMLMapper(new Factory());

    private AnchoredParser(IOContext context, int features, int yamlFeatures, ObjectCodec codec, Reader text) {
        super(context, features, yamlFeatures, new LoaderOptions(), codec, text);
    }

    static AnchoredParser of(String text) throws IOException {
        return (AnchoredParser) MAPPER.createParser(text);
    }

    /** That of the value which begins here. */
    Optional<String> anchor() {
        return _lastEvent instanceof NodeEvent value ? Optional.ofNullable(value.getAnchor()) : Optional.empty();
    }

    private static final class Factory extends YAMLFactory {
        private static final long serialVersionUID = 1;

        @Override
        protected YAMLParser _createParser(Reader text, IOContext context) {
            return new AnchoredParser(context, _parserFeatures, _yamlParserFeatures, _objectCodec, text);
        }
    }
}
