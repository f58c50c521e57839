package dev.culvert.model.wireguard;

import dev.culvert.model.InvalidInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What has been found so far, kept so that a person can mend the whole file at once. */
final class Problems {
    /** As long as this, a run of base64 may be a key, or a part of one, that slipped into the wrong line. */
    private static final Pattern MAY_BE_SECRET = Pattern.compile("[A-Za-z0-9+/=]{12}");

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    void error(int line, String key, String message, String remedy) {
        errors.add(new Problem(line, key, message, remedy));
    }

    void warn(int line, String key, String message, String remedy) {
        warnings.add(new Problem(line, key, message, remedy));
    }

    /** Tells what is wrong with a value, unless that would show something like a key. */
    void invalid(ConfFile.Entry entry, InvalidInput e) {
        String key = entry.key().label();
        if (!entry.key().secret() && MAY_BE_SECRET.matcher(entry.value()).find()) {
            error(
                    entry.line(),
                    key,
                    "the value cannot be read (not shown: it may hold a key)",
                    "compare the line with the provider's file");
        } else {
            error(entry.line(), key, e.problem(), e.remedy());
        }
    }

    List<Problem> errors() {
        return inOrder(errors);
    }

    List<Problem> warnings() {
        return inOrder(warnings);
    }

    private static List<Problem> inOrder(List<Problem> problems) {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
