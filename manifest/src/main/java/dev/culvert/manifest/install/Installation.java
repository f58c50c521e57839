package dev.culvert.manifest.install;

import dev.culvert.manifest.crd.CustomResources;
import dev.culvert.manifest.render.Yaml;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The generated files of {@code deploy/}: the plain manifest, the definitions, and the chart's templates. */
public final class Installation {
    private static final String HEADER =
            "# Generated from dev.culvert.manifest.install; change it there and run dev/manifests.\n";

    /** The first Kubernetes whose server evaluates rules of the Common Expression Language. */
    private static final String CEL = "{{- if semverCompare \">=1.25-0\" .Capabilities.KubeVersion.Version }}\n";

    private Installation() {}

    /** All generated files, by their path below {@code deploy/}. */
    public static SortedMap<String, String> files() {
        var files = new TreeMap<String, String>();
        files.put("culvert.yaml", plain());
        for (CustomResourceDefinition definition : CustomResources.all(false)) {
            String file = definition.getMetadata().getName() + ".yaml";
            files.put("crds/" + file, HEADER + Yaml.text(definition));
            CustomResourceDefinition strict = CustomResources.all(true).stream()
                    .filter(other -> other.getMetadata().equals(definition.getMetadata()))
                    .findFirst()
                    .orElseThrow();
            files.put("crds-cel/" + file, HEADER + Yaml.text(strict));
            files.put("chart/templates/crd-" + file, HEADER + chartDefinition(definition, strict));
        }
        for (HasMetadata object : OperatorObjects.of(Values.CHART)) {
            files.put(
                    "chart/templates/" + object.getKind().toLowerCase(Locale.ROOT) + ".yaml",
                    HEADER
                            + Values.expressions(text(object))
                            + (object.getKind().equals("ClusterRole") ? ifAsked(Right.EXTERNAL_DNS) : ""));
        }
        return files;
    }

    private static String ifAsked(Right right) {
        return "{{- if .Values.externalDns }}\n  # " + right.why() + "\n" + Yaml.text(List.of(right.rule()))
                + "{{- end }}\n";
    }

    private static String plain() {
        HasMetadata namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(Values.PLAIN.namespace())
                .endMetadata()
                .build();
        return HEADER + "---\n" + Yaml.text(namespace)
                + CustomResources.all(false).stream()
                        .map(definition -> "---\n" + Yaml.text(definition))
                        .collect(Collectors.joining())
                + OperatorObjects.of(Values.PLAIN).stream()
                        .map(object -> "---\n" + text(object))
                        .collect(Collectors.joining());
    }

    /** Uninstalling the chart must not delete what people have declared: the definitions stay. */
    private static String chartDefinition(CustomResourceDefinition definition, CustomResourceDefinition strict) {
        Map<String, String> keep = Map.of("helm.sh/resource-policy", "keep");
        definition.getMetadata().setAnnotations(keep);
        strict.getMetadata().setAnnotations(keep);
        return "{{- if .Values.crds }}\n" + CEL + Yaml.text(strict) + "{{- else }}\n" + Yaml.text(definition)
                + "{{- end }}\n{{- end }}\n";
    }

    /** With each right's reason beside it. */
    private static String text(HasMetadata object) {
        String yaml = Yaml.text(object);
        if (!object.getKind().equals("ClusterRole") && !object.getKind().equals("Role")) {
            return yaml;
        }
        var rights = (object.getKind().equals("Role") ? Right.OWN_NAMESPACE : Right.CLUSTER).iterator();
        return yaml.lines()
                .map(line -> line.startsWith("  - apiGroups:")
                        ? "  # " + rights.next().why() + "\n" + line
                        : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
