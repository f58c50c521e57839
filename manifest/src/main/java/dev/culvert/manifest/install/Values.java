package dev.culvert.manifest.install;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What differs between installations. In the chart these are expressions of its templates.
 *
 * @param name of all objects
 * @param namespace the operator's
 * @param operatorImage with its tag
 * @param pullPolicy of all images
 * @param replicas how many operators, one of which works
 * @param facts what is so of the cluster whatever is found, as YAML
 */
record Values(String name, String namespace, String operatorImage, String pullPolicy, int replicas, String facts) {
    /** Stand for expressions that are no strings; replaced in the text. */
    static final int REPLICAS = 1_000_001;

    static final String FACTS = "CLUSTER_FACTS";

    private static final String BETA_BEFORE_1_21 =
            "{{ if semverCompare \"<1.21-0\" .Capabilities.KubeVersion.Version }}beta1{{ end }}";

    /** Of the operator's pods, and not said unless somebody says it. The Secrets are facts, too: nodes' agents are pulled by them. */
    private static final List<String> OPTIONAL = List.of("imagePullSecrets", "nodeSelector", "tolerations");

    private static final String POD = "      enableServiceLinks: false\n";
    private static final String TEMPLATE = "  template:\n    metadata:\n";

    /** The operator reads its settings once, at its start. */
    private static final String CHECKSUM = """
                  annotations:
                    checksum/facts: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
            """;

    /** Of the plain manifest. */
    static final Values PLAIN = new Values("culvert", "culvert-system", "culvert/operator:dev", "IfNotPresent", 2, """
            images:
              agent: culvert/agent:dev
            """);

    /** Of the chart. */
    static final Values CHART = new Values(
            "culvert",
            "{{ .Release.Namespace }}",
            "{{ .Values.images.operator }}",
            "{{ .Values.images.pullPolicy }}",
            REPLICAS,
            FACTS);

    /** The chart's expressions in place of what stands for them. */
    static String expressions(String yaml) {
        String optional = OPTIONAL.stream().map(field -> """
                              {{- with .Values.%1$s }}
                              %1$s:
                                {{- toYaml . | nindent 8 }}
                              {{- end }}
                        """.formatted(field)).collect(Collectors.joining());
        return yaml.replace(POD, POD + optional)
                .replace(TEMPLATE, TEMPLATE + CHECKSUM)
                .replace(String.valueOf(REPLICAS), "{{ .Values.replicas }}")
                .replace("apiVersion: policy/v1\n", "apiVersion: policy/v1" + BETA_BEFORE_1_21 + "\n")
                .replace("facts.yaml: " + FACTS, """
                        facts.yaml: |
                        {{- $images := omit .Values.images "operator" }}
                        {{- with .Values.imagePullSecrets }}
                        {{- $images = set $images "pullSecrets" . }}
                        {{- end }}
                        {{ mergeOverwrite (dict "images" $images) .Values.clusterFacts | toYaml | indent 4 }}""");
    }
}
