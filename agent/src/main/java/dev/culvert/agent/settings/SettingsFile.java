package dev.culvert.agent.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.model.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** JSON files between those who run agents and agents: settings in, status out. */
public final class SettingsFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private SettingsFile() {}

    /**
     * Reads settings.
     *
     * @throws InvalidInput naming the file and what is wrong in it
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return parse(file.toString(), Files.readString(file), type);
        } catch (IOException e) {
            throw new InvalidInput(file.toString(), "cannot be read: " + e.getMessage(), "check path and permissions");
        }
    }

    /**
     * Understands settings that came another way.
     *
     * @param name what the text is called where it came from
     * @throws InvalidInput naming that and what is wrong in it
     */
    public static <T> T parse(String name, String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new InvalidInput(name, field(e) + e.getOriginalMessage(), "write the settings anew");
        }
    }

    /** Where it is wrong, {@code gateways[0].id: }; nothing where the text is no JSON at all. */
    private static String field(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "";
        }
        var path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append("[%d]".formatted(step.getIndex()));
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.append(": ").toString();
    }

    /** The text of settings. */
    public static String write(Object settings) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(settings);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for " + settings.getClass(), e);
        }
    }

    /** Replaces a file as a whole: who reads it sees the old text or the new one. */
    public static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
