package dev.culvert.operator.names;

import dev.culvert.manifest.api.DynamicDns;
import dev.culvert.manifest.api.NameProvider;
import dev.culvert.manifest.api.NamesStatus;
import dev.culvert.manifest.api.NamesStatus.NameStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is to be done for a gateway's names: what its status, as it was written, says is wanted. */
public final class NameTasks {
    private NameTasks() {}

    /**
     * The tasks.
     *
     * @param taken names that another gateway keeps
     * @param version of a Secret, by its name
     */
    public static List<Task> of(VpnGateway gateway, List<Finding> taken, UnaryOperator<String> version) {
        NamesStatus status =
                gateway.getStatus() == null ? null : gateway.getStatus().names();
        if (status == null) {
            return List.of();
        }
        DynamicDns spec = gateway.getSpec().dynamicDns();
        List<Task.Key> wanted = wantedNames(spec, taken)
                .map(name -> new Task.Key(
                        name, Task.place(java.util.Objects.requireNonNull(spec).provider())))
                .toList();
        boolean nothing = status.addresses().isEmpty() && (spec == null || spec.keeps() || status.revision() == 1);
        return status.records().stream()
                .map(record -> task(gateway, status, record, !wanted.contains(key(record)), version))
                .filter(task -> task.wanted().released() || !nothing)
                .toList();
    }

    /** Nothing of it stays. */
    public static List<Task> release(VpnGateway gateway, UnaryOperator<String> version) {
        NamesStatus status =
                gateway.getStatus() == null ? null : gateway.getStatus().names();
        return status == null
                ? List.of()
                : status.records().stream()
                        .map(record -> task(gateway, status, record, true, version))
                        .toList();
    }

    private static Task task(
            VpnGateway gateway,
            NamesStatus status,
            NameStatus record,
            boolean released,
            UnaryOperator<String> version) {
        ObjectMeta meta = gateway.getMetadata();
        NameProvider.SecretKey credential = record.via().kind().credential();
        return new Task(
                new Wanted(
                        record.name(),
                        released
                                ? List.of()
                                : status.addresses().stream()
                                        .map(IpAddress::parse)
                                        .toList(),
                        status.ttl(),
                        new Owner(meta.getUid(), meta.getNamespace() + "/" + meta.getName()),
                        status.revision(),
                        released),
                record.via(),
                meta.getNamespace(),
                credential == null ? "" : version.apply(credential.name()));
    }

    static Task.Key key(NameStatus record) {
        return new Task.Key(record.name(), Task.place(record.via()));
    }

    /** Those that no other gateway keeps. */
    static Stream<String> wantedNames(@Nullable DynamicDns spec, List<Finding> taken) {
        return spec == null
                ? Stream.empty()
                : IntStream.range(0, spec.names().size())
                        .filter(index -> taken.stream()
                                .noneMatch(finding -> finding.field().endsWith(".names[" + index + "]")))
                        .mapToObj(index -> spec.names().get(index));
    }
}
