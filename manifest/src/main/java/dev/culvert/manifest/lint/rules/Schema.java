package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.tree.Node;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the API server checks of our resources: read from the same annotations that the CustomResourceDefinitions are made of. */
final class Schema {
    private Schema() {}

    /** Reports what the type has no place for, what it must have and has not, and what is out of bounds. */
    static void check(Class<?> type, Node node, Report report) {
        RecordComponent[] components = type.getRecordComponents();
        if (node.exists() && !(node instanceof Node.Mapping)) {
            report.found(node, "must be a mapping");
            return;
        }
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        node.entries().forEach((key, value) -> {
            if (!names.contains(key)) {
                report.found(value, "there is no field " + key + "; there are " + String.join(", ", names));
            }
        });
        for (RecordComponent component : components) {
            field(type, component, node.get(component.getName()), report);
        }
    }

    private static void field(Class<?> type, RecordComponent component, Node value, Report report) {
        Field field;
        try {
            field = type.getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
        if (!value.exists()) {
            if (field.isAnnotationPresent(Required.class)) {
                report.found(value, component.getName() + " is missing");
            }
            return;
        }
        Pattern pattern = field.getAnnotation(Pattern.class);
        if (pattern != null && !value.text("").matches(pattern.value())) {
            report.found(value, value.text("") + " does not match " + pattern.value());
        }
        number(field, component, value, report);
        values(component.getGenericType(), value, report);
    }

    private static void number(Field field, RecordComponent component, Node value, Report report) {
        if (component.getType() != int.class && component.getType() != Integer.class) {
            return;
        }
        Min min = field.getAnnotation(Min.class);
        Max max = field.getAnnotation(Max.class);
        boolean fits = value.number().isPresent()
                && (min == null || value.number().getAsInt() >= min.value())
                && (max == null || value.number().getAsInt() <= max.value());
        if (!fits) {
            report.found(
                    value,
                    value.text("this") + " is no whole number"
                            + (min == null || max == null
                                    ? ""
                                    : " from " + (long) min.value() + " to " + (long) max.value()));
        }
    }

    private static void values(Type type, Node value, Report report) {
        if (type instanceof ParameterizedType list && list.getRawType() instanceof Class<?> raw) {
            if (Collection.class.isAssignableFrom(raw)) {
                if (!(value instanceof Node.Sequence)) {
                    report.found(value, "must be a list");
                }
                value.items().forEach(item -> values(list.getActualTypeArguments()[0], item, report));
            } else if (Map.class.isAssignableFrom(raw) && !(value instanceof Node.Mapping)) {
                report.found(value, "must be a mapping");
            }
        } else if (type instanceof Class<?> simple && simple.isRecord()) {
            check(simple, value, report);
        } else if (type instanceof Class<?> simple && simple.isEnum()) {
            if (Arrays.stream(simple.getEnumConstants()).noneMatch(constant -> value.is(constant.toString()))) {
                report.found(
                        value,
                        value.text("this") + " is none of "
                                + Arrays.stream(simple.getEnumConstants())
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", ")));
            }
        } else if (type == String.class && value.text().isEmpty()) {
            report.found(value, "must be a text");
        }
    }
}
