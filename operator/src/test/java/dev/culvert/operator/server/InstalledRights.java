package dev.culvert.operator.server;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the installed manifest lets the operator do, given to a user of a test's API server. */
public final class InstalledRights {
    private InstalledRights() {}

    /** Gives them. */
    public static void give(KubernetesClient admin, String user) throws IOException {
        Path file = KubernetesBinaries.checkout().resolve("deploy/culvert.yaml");
        for (HasMetadata object : admin.load(Files.newInputStream(file)).items()) {
            switch (object) {
                case ClusterRole role -> {
                    admin.resource(role).create();
                    admin.resource(new ClusterRoleBindingBuilder()
                                    .withNewMetadata()
                                    .withName(user)
                                    .endMetadata()
                                    .withNewRoleRef(
                                            "rbac.authorization.k8s.io",
                                            "ClusterRole",
                                            role.getMetadata().getName())
                                    .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                                    .build())
                            .create();
                }
                case Role role -> {
                    role.getMetadata().setNamespace("default");
                    admin.resource(role).create();
                    admin.resource(new RoleBindingBuilder()
                                    .withNewMetadata()
                                    .withName(user)
                                    .withNamespace("default")
                                    .endMetadata()
                                    .withNewRoleRef(
                                            "rbac.authorization.k8s.io",
                                            "Role",
                                            role.getMetadata().getName())
                                    .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                                    .build())
                            .create();
                }
                default -> {}
            }
        }
    }

    /** Each verb with each resource that was given, as group/resource verb. */
    public static Set<String> all(KubernetesClient admin) {
        var all = new TreeSet<String>();
        Stream.concat(
                        admin.rbac().clusterRoles().withName("culvert").require().getRules().stream(),
                        admin.rbac().roles().inNamespace("default").withName("culvert").require().getRules().stream())
                .forEach(rule -> rule.getApiGroups()
                        .forEach(group -> rule.getResources()
                                .forEach(resource -> rule.getVerbs()
                                        .forEach(verb -> all.add(group + "/" + resource + " " + verb)))));
        return all;
    }
}
