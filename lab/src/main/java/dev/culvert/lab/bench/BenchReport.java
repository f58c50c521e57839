package dev.culvert.lab.bench;

import java.util.List;

/**
 * What was measured.
 *
 * @param machine on what: processors, memory, kernel, JDK
 * @param date when, as in ISO 8601
 * @param quick whether the figures are only a trial's
 * @param rows the figures
 * @param failed the benchmarks that came to no figures
 */
public record BenchReport(String machine, String date, boolean quick, List<Row> rows, List<String> failed) {
    public BenchReport {
        rows = List.copyOf(rows);
        failed = List.copyOf(failed);
    }

    /** Whether everything was measured and every target reached. */
    public boolean met() {
        return failed.isEmpty() && rows.stream().allMatch(Row::met);
    }

    /** The tables of {@code docs/benchmarks.md}. */
    public String markdown() {
        var text = new StringBuilder("Measured on %s: %s.%s\n"
                .formatted(date, machine, quick ? " **A trial run: no figures to rely on.**" : ""));
        String benchmark = "";
        for (Row row : rows) {
            if (!row.benchmark().equals(benchmark)) {
                benchmark = row.benchmark();
                text.append("\n### ").append(benchmark).append("\n\n");
                line(text, "what", "Culvert", "peer", "ratio", "to reach", "reached", "notes");
                line(text, "---", "---:", "---:", "---:", "---", "---", "---");
            }
            String peer =
                    row.peerText() + (row.peerText().isEmpty() || row.against().isEmpty() ? "" : ", ");
            line(
                    text,
                    row.what(),
                    row.oursText(),
                    peer + row.against(),
                    row.ratioText(),
                    row.target(),
                    row.verdict(),
                    row.detail());
        }
        failed.forEach(name -> text.append("\n### %s\n\nCould not be measured.\n".formatted(name)));
        return text.toString();
    }

    private static void line(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
