package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.tree.Node;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Whether our resources have the shape of their types: the same that the CustomResourceDefinitions are made of. Values are SchemaCheck's. */
final class Schema {
    private Schema() {}

    /** Reports what the type has no place for, and values of another shape than it has. */
    static void check(Class<?> type, Node node, Report report) {
        if (node.exists() && !(node instanceof Node.Mapping)) {
            report.found(node, "must be a mapping");
            return;
        }
        RecordComponent[] components = type.getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        node.entries().forEach((key, value) -> {
            if (!names.contains(key)) {
                report.found(value, "there is no field " + key + "; there are " + String.join(", ", names));
            }
        });
        for (RecordComponent component : components) {
            Node value = node.get(component.getName());
            if (value.exists()) {
                values(component.getGenericType(), value, report);
            }
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
        } else if (type == int.class || type == Integer.class) {
            if (value.number().isEmpty()) {
                report.found(value, value.text("this") + " is no whole number");
            }
        } else if (type == String.class && value.text().isEmpty()) {
            report.found(value, "must be a text");
        }
    }
}
